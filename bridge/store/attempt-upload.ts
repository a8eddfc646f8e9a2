import type { FlightData } from "athanor-client/wire";
import type { Receipt } from "./attempt-record.js";

/** One attempt that a DoPut stream brings, however its rows come. */
export interface AttemptUpload {
  /** True once the files are the bridge's, or may be. */
  readonly handedOver: boolean;
  /** Takes the next message; what it is to be answered at once, else null. */
  take(message: FlightData): Promise<object | null>;
  /** After the last message: has the bridge record the attempt. */
  complete(): Promise<Receipt>;
  /** Deletes what was written, unless it is the bridge's by now. */
  discard(): Promise<void>;
}
