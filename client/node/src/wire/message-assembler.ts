import { AthanorError } from "./errors.js";
import { type Pieces, piecesLength } from "./pieces.js";

const PREFIX_BYTES = 5;
/** Messages up to this size are copied into a buffer of their own, so that they do not hold on to a whole chunk. */
const SMALL_MESSAGE_BYTES = 16 * 1024;
/** Chunks shorter than this are gathered: a peer that sends single bytes must not make a million pieces. */
const SMALL_PIECE_BYTES = 2048;
const SLAB_BYTES = 64 * 1024;

/** Takes the pieces of a message after its first, one after the other. */
export type TakePiece = (piece: Buffer) => void;

/**
 * Is shown the first piece of a large message of `length` bytes. null: the message is to be delivered whole. Else its
 * answer's `head` is delivered in its place, once all other pieces have been taken.
 */
export type OfferMessage = (first: Buffer, length: number) => { head: Buffer; take: TakePiece } | null;

/**
 * Cuts a stream's bytes into gRPC messages (1 byte compressed-flag, 4 bytes big-endian length, message). A large
 * message is delivered as views of the chunks it came in: nothing is copied between socket and user.
 */
export class MessageAssembler {
  private readonly prefix = Buffer.alloc(PREFIX_BYTES);
  private prefixFilled = 0;
  private message: Pieces | null = null;
  /** Bytes of the message still to come. */
  private missing = 0;
  private small = false;
  private take: TakePiece | null = null;
  /** Where short chunks are gathered; the last piece is its filled part, from `slabStart`. */
  private slab = Buffer.alloc(0);
  private slabStart = 0;
  private slabEnd = 0;

  constructor(
    private readonly maxMessageBytes: number,
    private readonly offer: OfferMessage = () => null,
  ) {}

  /** True in the middle of a message. */
  get partial(): boolean {
    return this.prefixFilled > 0;
  }

  /**
   * Takes the next chunk and hands on the messages that it completes. @param deliver says false to stop after a message
   * @returns how many bytes were taken
   */
  write(chunk: Buffer, deliver: (message: Pieces) => boolean): number {
    for (let at = 0; ; ) {
      if (this.message === null) at = this.fillPrefix(chunk, at);
      if (this.message === null) return at;
      at = this.fillMessage(chunk, at);
      if (this.missing > 0) return at;
      const { message } = this;
      this.message = null;
      this.prefixFilled = 0;
      if (!deliver(message)) return at;
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
    this.message = [];
    this.missing = length;
    this.small = length <= SMALL_MESSAGE_BYTES;
    this.take = null;
    this.slab = this.small ? Buffer.allocUnsafe(length) : Buffer.alloc(0);
    this.slabStart = 0;
    this.slabEnd = 0;
  }

  private fillMessage(chunk: Buffer, at: number): number {
    const message = this.message!;
    const taken = Math.min(this.missing, chunk.length - at);
    const piece = chunk.subarray(at, at + taken);
    if (this.take) this.take(piece);
    else if (this.small || taken < SMALL_PIECE_BYTES) this.gather(message, piece);
    else if (!this.offered(message, piece)) this.add(message, piece);
    this.missing -= taken;
    return at + taken;
  }

  /** Offers the message when its first piece that is not short comes; a short one before it goes with it, copied. */
  private offered(message: Pieces, piece: Buffer): boolean {
    const short = piecesLength(message);
    if (short >= SMALL_PIECE_BYTES) return false;
    const first = short === 0 ? piece : Buffer.concat([...message, piece]);
    const taker = this.offer(first, short + this.missing);
    if (!taker) return false;
    this.take = taker.take;
    message.splice(0, message.length, taker.head);
    return true;
  }

  private add(message: Pieces, piece: Buffer): void {
    message.push(piece);
    this.slabStart = this.slabEnd;
  }

  /** Appends a short piece to the slab; the piece before it grows when it is the slab's too. */
  private gather(message: Pieces, piece: Buffer): void {
    if (this.slabEnd + piece.length > this.slab.length) {
      this.slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
      this.slabStart = 0;
      this.slabEnd = 0;
    }
    if (this.slabEnd > this.slabStart) message.pop();
    piece.copy(this.slab, this.slabEnd);
    this.slabEnd += piece.length;
    if (this.slabEnd > this.slabStart) message.push(this.slab.subarray(this.slabStart, this.slabEnd));
  }
}
