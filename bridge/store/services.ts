import type { Logger } from "../common/log.js";
import type { Attempts } from "./attempts.js";
import type { StoreDirectories } from "./directories.js";
import type { LeashRequests } from "./leash-requests.js";

/** What every stream of a store works with. */
export interface StoreServices {
  /** Token → user; throws ATHANOR_UNAUTHENTICATED. */
  authenticate(bearerToken: string | null): string;
  capabilityKey: Uint8Array;
  storeIndex: number;
  directories: StoreDirectories;
  attempts: Attempts;
  requests: LeashRequests;
  log: Logger;
}
