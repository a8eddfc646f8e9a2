/**
 * Bounds the bytes in flight between a producer and a consumer. One caller acquires at a time (a stream has
 * one producer); a piece larger than the limit passes alone, so that no size deadlocks.
 */
export class ByteLimiter {
  private held = 0;
  private wake: (() => void) | null = null;

  constructor(readonly maxBytesInFlight: number) {}

  get bytesInFlight(): number {
    return this.held;
  }

  /** True when nothing more should be produced for now. */
  get full(): boolean {
    return this.held >= this.maxBytesInFlight;
  }

  /** Counts bytes in without waiting; for producers that are paused by other means. */
  add(bytes: number): void {
    this.held += bytes;
  }

  /** Resolves once there is room (the limit may be overshot by one piece), and counts the bytes in. */
  async acquire(bytes: number): Promise<void> {
    while (this.full) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    this.held += bytes;
  }

  release(bytes: number): void {
    this.held -= bytes;
    if (!this.full) this.wakeUp();
  }

  /** Lets a waiting acquire through, for teardown. */
  abandon(): void {
    this.held = Number.NEGATIVE_INFINITY;
    this.wakeUp();
  }

  private wakeUp(): void {
    const wake = this.wake;
    this.wake = null;
    wake?.();
  }
}
