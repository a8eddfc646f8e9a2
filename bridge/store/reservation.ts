import { AthanorError } from "athanor-client/wire";
import type { AttemptKey, LeashRequests } from "./leash-requests.js";

/** Streams that do not say how much they bring ask for this much at a time. */
const chunkBytes = 64 * 1024 * 1024;

/** What one attempt may write: asked of the bridge before the bytes are written. */
export class Reservation {
  private reserved = 0;

  /** What may be written so far. */
  get bytes(): number {
    return this.reserved;
  }

  constructor(
    private readonly requests: LeashRequests,
    private readonly key: AttemptKey,
  ) {}

  /** Reserves the whole attempt, zero bytes too: the bridge refuses a matrix that takes no more parts. */
  async declare(totalBytes: number): Promise<void> {
    if (!Number.isSafeInteger(totalBytes)) {
      throw new AthanorError("ATHANOR_INVALID_ARGUMENT", `part ${this.key.part} would have ${totalBytes} bytes`);
    }
    await this.requests.reserve(this.key, totalBytes);
    this.reserved = totalBytes;
  }

  /** Makes sure that `totalBytes` are reserved. @throws AthanorError ATHANOR_STORE_FULL, or another refusal of the bridge */
  async grow(totalBytes: number): Promise<void> {
    if (totalBytes <= this.reserved) return;
    const generous = Math.ceil(totalBytes / chunkBytes) * chunkBytes;
    try {
      await this.declare(generous);
    } catch (error) {
      // A whole chunk may be too much where the rows themselves still fit.
      if (generous === totalBytes || AthanorError.from(error).code !== "ATHANOR_STORE_FULL") throw error;
      await this.declare(totalBytes);
    }
  }
}
