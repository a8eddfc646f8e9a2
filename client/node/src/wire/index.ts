/** What both ends of the wire share. The bridge imports it from here, so that it is written once. */
export * from "./actions.js";
export * from "./errors.js";
export {
  type AttemptComplete,
  FromChild,
  type Hello,
  LeashClient,
  type LeashServer,
  LeashService,
  ToChild,
} from "./generated/athanor/v1/leash.js";
