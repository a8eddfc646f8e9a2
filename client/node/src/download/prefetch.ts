/**
 * Reads `source` ahead of its consumer, by at most `maxBytesAhead` and one item. Reading starts at once. `stop`
 * gives it up at the next item; whoever stops early also cancels what the source waits for.
 */
export class Prefetch<T> implements AsyncIterable<T> {
  private readonly items: T[] = [];
  private bytes = 0;
  private ended = false;
  private stopped = false;
  private failure: { error: unknown } | null = null;
  private wakeConsumer: (() => void) | null = null;
  private wakeProducer: (() => void) | null = null;
  private readonly filled: Promise<void>;

  constructor(
    source: AsyncIterable<T>,
    private readonly maxBytesAhead: number,
    private readonly bytesOf: (item: T) => number,
  ) {
    this.filled = this.fill(source);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      while (this.items.length === 0 && !this.ended) {
        await new Promise<void>((resolve) => {
          this.wakeConsumer = resolve;
        });
      }
      const item = this.items.shift();
      if (item === undefined) break;
      this.bytes -= this.bytesOf(item);
      this.wakeProducer?.();
      yield item;
    }
    if (this.failure) throw this.failure.error;
  }

  /** Resolves when the source has been left. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.wakeProducer?.();
    await this.filled;
  }

  private async fill(source: AsyncIterable<T>): Promise<void> {
    try {
      for await (const item of source) {
        this.items.push(item);
        this.bytes += this.bytesOf(item);
        this.wakeConsumer?.();
        await this.room();
        if (this.stopped) return;
      }
    } catch (error) {
      // Told when its turn comes.
      this.failure = { error };
    } finally {
      this.ended = true;
      this.wakeConsumer?.();
    }
  }

  private async room(): Promise<void> {
    while (this.bytes >= this.maxBytesAhead && !this.stopped) {
      await new Promise<void>((resolve) => {
        this.wakeProducer = resolve;
      });
    }
  }
}
