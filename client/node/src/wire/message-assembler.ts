import { AthanorError } from "./errors.js";

const PREFIX_BYTES = 5;

/**
 * Cuts a stream's bytes into gRPC messages (1 byte compressed-flag, 4 bytes big-endian length, message). Each
 * message is one Buffer, filled as its chunks arrive: the one copy between socket and user, done while the
 * chunk is still in the cache.
 */
export class MessageAssembler {
  private readonly prefix = Buffer.alloc(PREFIX_BYTES);
  private prefixFilled = 0;
  private message: Buffer | null = null;
  private filled = 0;

  constructor(private readonly maxMessageBytes: number) {}

  /** True in the middle of a message. */
  get partial(): boolean {
    return this.prefixFilled > 0;
  }

  /** Takes the next chunk and hands on the messages that it completes. */
  write(chunk: Buffer, deliver: (message: Buffer) => void): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.message === null) at = this.fillPrefix(chunk, at);
      if (this.message !== null) at = this.fillMessage(chunk, at, deliver);
    }
  }

  private fillPrefix(chunk: Buffer, at: number): number {
    const taken = Math.min(PREFIX_BYTES - this.prefixFilled, chunk.length - at);
    chunk.copy(this.prefix, this.prefixFilled, at, at + taken);
    this.prefixFilled += taken;
    if (this.prefixFilled === PREFIX_BYTES) this.startMessage();
    return at + taken;
  }

  private startMessage(): void {
    if (this.prefix[0] !== 0) {
      throw new AthanorError("ATHANOR_UNIMPLEMENTED", "a compressed gRPC message; send messages uncompressed");
    }
    const length = this.prefix.readUInt32BE(1);
    if (length > this.maxMessageBytes) {
      const text = `a message of ${length} bytes; at most ${this.maxMessageBytes} are accepted: send smaller batches, or raise maxMessageBytes`;
      throw new AthanorError("ATHANOR_MESSAGE_TOO_LARGE", text, {
        details: { bytes: length, maxMessageBytes: this.maxMessageBytes },
      });
    }
    this.message = Buffer.allocUnsafeSlow(length);
    this.filled = 0;
  }

  private fillMessage(chunk: Buffer, at: number, deliver: (message: Buffer) => void): number {
    const message = this.message!;
    const taken = Math.min(message.length - this.filled, chunk.length - at);
    chunk.copy(message, this.filled, at, at + taken);
    this.filled += taken;
    if (this.filled === message.length) {
      this.message = null;
      this.prefixFilled = 0;
      deliver(message);
    }
    return at + taken;
  }
}
