import { AthanorError } from "athanor-client/wire";
import type { AttemptKey, LeashRequests } from "./leash-requests.js";

const MiB = 1024 * 1024;
/** Streams that do not say how much they bring ask for as much again as they have, at least and at most this. */
const leastBytes = 4 * MiB;
const mostBytes = 64 * MiB;

/** The files of an attempt, which are told of more room before it is used. */
export interface GrowingFiles {
  prepare(fromBytes: number, toBytes: number): Promise<void>;
}

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

  /**
   * Makes sure that `totalBytes` are reserved, and tells the files, if there are any yet.
   * @throws AthanorError ATHANOR_STORE_FULL, or another refusal of the bridge
   */
  async grow(totalBytes: number, files: GrowingFiles | null): Promise<void> {
    const before = this.reserved;
    if (totalBytes <= before) return;
    await this.growGenerously(totalBytes);
    await files?.prepare(before, this.reserved);
  }

  private async growGenerously(totalBytes: number): Promise<void> {
    const more = Math.min(Math.max(this.reserved, leastBytes), mostBytes);
    const generous = Math.ceil(Math.max(totalBytes, this.reserved + more) / leastBytes) * leastBytes;
    try {
      await this.declare(generous);
    } catch (error) {
      // A whole chunk may be too much where the rows themselves still fit.
      if (generous === totalBytes || AthanorError.from(error).code !== "ATHANOR_STORE_FULL") throw error;
      await this.declare(totalBytes);
    }
  }
}
