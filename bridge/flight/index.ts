/** A Flight server library: mount a FlightHandler on a FlightServer. */
export type { CallContext, FlightHandler } from "./handler.js";
export { DEFAULT_OPTIONS, type FlightServerOptions, type TlsOptions } from "./options.js";
export { FlightServer } from "./server.js";
