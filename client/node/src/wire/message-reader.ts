import type { Http2Stream } from "node:http2";
import { ByteLimiter } from "./byte-limiter.js";
import { AthanorError } from "./errors.js";
import { MessageAssembler, type OfferMessage } from "./message-assembler.js";
import { type Pieces, piecesLength } from "./pieces.js";

/** What one stream may hold and how long it may rest. */
export interface StreamLimits {
  /** Largest message taken. */
  maxMessageBytes: number;
  /** Bytes of whole messages that may wait between the stream and its user, each way. */
  maxBytesWaiting: number;
  /** How long one side may wait for the other to send or to read; 0: for ever. */
  streamIdleTimeoutMs: number;
}

/**
 * The incoming messages of a stream, each in pieces, as an async iterator with one consumer. While the consumer does not
 * pull, at most `maxBytesWaiting` (and one HTTP/2 window) pile up; then the peer is held back by flow control.
 */
export class MessageReader implements AsyncIterableIterator<Pieces> {
  private readonly assembler: MessageAssembler;
  private readonly waiting: Pieces[] = [];
  private offer: OfferMessage | null = null;
  /** Whether the message that comes, and the one before it, are taken piece by piece. */
  private taking = false;
  private taken = false;
  /** What came after a message that the consumer has to see first. */
  private held: Buffer | null = null;
  private readonly limiter: ByteLimiter;
  private ended = false;
  /** The stream has ended, but for what is held. */
  private ending = false;
  private failure: Error | null = null;
  private pull: { resolve(next: IteratorResult<Pieces>): void; reject(error: Error): void } | null = null;
  private idleTimer: NodeJS.Timeout | null = null;

  /** @param judgeEnd says after the last byte whether the stream really ended well; an error when not */
  constructor(
    private readonly stream: Http2Stream,
    private readonly limits: StreamLimits,
    private readonly judgeEnd: () => Error | null,
  ) {
    this.assembler = new MessageAssembler(limits.maxMessageBytes, (first, length) => this.offerMessage(first, length));
    this.limiter = new ByteLimiter(limits.maxBytesWaiting);
    stream.on("data", (chunk: Buffer) => this.take(chunk));
    // A broken connection reports `end` as well, with its other signs in the same turn: judge after them.
    stream.on("end", () => setImmediate(() => this.end()));
    stream.on("close", () => setImmediate(() => this.end()));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Pieces>> {
    const message = this.waiting.shift();
    if (message) {
      this.limiter.release(piecesLength(message));
      if (!this.limiter.full && this.offer === null && this.stream.isPaused()) this.stream.resume();
      return Promise.resolve({ value: message, done: false });
    }
    if (this.failure) return Promise.reject(this.failure);
    if (this.ended) return Promise.resolve({ value: undefined, done: true });
    this.startIdleTimer();
    const next = new Promise<IteratorResult<Pieces>>((resolve, reject) => {
      this.pull = { resolve, reject };
    });
    this.goOn();
    return next;
  }

  /**
   * From now on shows large messages to the consumer when they begin, so that it may take their pieces as they come. It
   * has seen all messages before them by then, but for those that it took.
   */
  takePieces(offer: OfferMessage): void {
    this.offer = offer;
  }

  /** The consumer wants no more; what still arrives is thrown away. */
  return(): Promise<IteratorResult<Pieces>> {
    this.fail(new AthanorError("ATHANOR_CLOSED", "the stream is no longer read"));
    this.waiting.length = 0;
    this.stream.resume();
    return Promise.resolve({ value: undefined, done: true });
  }

  /** Ends the iteration by throwing, after the messages that are already complete. */
  fail(error: Error): void {
    if (this.ended || this.failure) return;
    this.failure = error;
    this.settle((pull) => pull.reject(error));
  }

  private take(chunk: Buffer): void {
    if (this.failure) return;
    this.idleTimer?.refresh();
    try {
      let goOn = true;
      const taken = this.assembler.write(chunk, (message) => {
        goOn = this.deliver(message);
        return goOn;
      });
      if (!goOn) this.held = chunk.subarray(taken);
    } catch (error) {
      this.fail(AthanorError.from(error));
      return;
    }
    if (this.limiter.full || this.held !== null) this.stream.pause();
  }

  /** Goes on where the consumer had to see a message first. */
  private goOn(): void {
    const { held } = this;
    this.held = null;
    if (held !== null) this.take(held);
    if (!this.limiter.full && this.held === null && this.stream.isPaused()) this.stream.resume();
    if (this.ending && this.held === null) this.end();
  }

  private offerMessage(first: Buffer, length: number): ReturnType<OfferMessage> {
    const answer = this.offer && (this.pull || this.taken) ? this.offer(first, length) : null;
    this.taking = answer !== null;
    return answer;
  }

  /** False when the consumer must see the message before more is read. */
  private deliver(message: Pieces): boolean {
    this.taken = this.taking;
    this.taking = false;
    if (this.pull) {
      this.settle((pull) => pull.resolve({ value: message, done: false }));
    } else {
      this.limiter.add(piecesLength(message));
      this.waiting.push(message);
    }
    return this.offer === null || this.taken;
  }

  private end(): void {
    if (this.ended || this.failure) return;
    this.ending = true;
    if (this.held !== null) return;
    const error = this.judgeEnd() ?? this.cutOff();
    if (error) {
      this.fail(error);
      return;
    }
    this.ended = true;
    this.settle((pull) => pull.resolve({ value: undefined, done: true }));
  }

  private cutOff(): Error | null {
    if (!this.assembler.partial) return null;
    return new AthanorError("ATHANOR_INCOMPLETE_STREAM", "the stream ended in the middle of a message");
  }

  private settle(by: (pull: NonNullable<typeof this.pull>) => void): void {
    if (this.idleTimer) clearTimeout(this.idleTimer);
    this.idleTimer = null;
    const pull = this.pull;
    this.pull = null;
    if (pull) by(pull);
  }

  private startIdleTimer(): void {
    const limitMs = this.limits.streamIdleTimeoutMs;
    if (limitMs === 0) return;
    this.idleTimer = setTimeout(() => {
      this.fail(new AthanorError("ATHANOR_STREAM_IDLE", `nothing arrived for ${limitMs} ms; send the part again`));
    }, limitMs);
  }
}
