import { constants, type Http2Stream } from "node:http2";
import { ByteLimiter } from "./byte-limiter.js";
import { AthanorError } from "./errors.js";
import type { StreamLimits } from "./message-reader.js";

/** The outgoing messages of a stream, held back by bytes in flight when the peer reads slowly. */
export class MessageWriter {
  private readonly limiter: ByteLimiter;

  constructor(
    private readonly stream: Http2Stream,
    private readonly limits: StreamLimits,
  ) {
    this.limiter = new ByteLimiter(limits.maxBytesWaiting);
    stream.on("close", () => this.limiter.abandon());
  }

  /**
   * Sends one message given in pieces, none of them copied (leave them unchanged until the stream ends);
   * resolves when it is queued, which waits while too much is in flight.
   * @throws AthanorError ATHANOR_CLOSED when the stream is gone
   */
  async send(pieces: Uint8Array[], beforeFirstByte?: () => void): Promise<void> {
    let length = 0;
    for (const piece of pieces) length += piece.length;
    await this.room(length);
    if (this.stream.destroyed || this.stream.closed || this.stream.writableEnded) {
      throw new AthanorError("ATHANOR_CLOSED", "the other side has left");
    }
    beforeFirstByte?.();
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(length, 1);
    this.stream.cork();
    this.stream.write(prefix);
    for (const piece of pieces) this.write(piece);
    this.stream.uncork();
  }

  private write(piece: Uint8Array): void {
    if (piece.length > 0) this.stream.write(piece, () => this.limiter.release(piece.length));
  }

  /** Waits for room; a peer that reads nothing for too long loses its stream. */
  private async room(bytes: number): Promise<void> {
    const limitMs = this.limits.streamIdleTimeoutMs;
    if (!this.limiter.full || limitMs === 0) return this.limiter.acquire(bytes);
    let idle = false;
    const timer = setTimeout(() => {
      idle = true;
      this.stream.close(constants.NGHTTP2_CANCEL);
    }, limitMs);
    try {
      await this.limiter.acquire(bytes);
    } finally {
      clearTimeout(timer);
    }
    if (idle) throw new AthanorError("ATHANOR_STREAM_IDLE", `the other side read nothing for ${limitMs} ms`);
  }
}
