import { directoryBytes, pssBytes } from "./process-figures.js";

const SAMPLE_EVERY_MS = 100;

/** Samples the memory of a set of processes plus the bytes in a store directory, and keeps the peak. */
export class MemoryWatch {
  private peak = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly pids: number[],
    private readonly storeDirectory: string,
  ) {
    this.sample();
    this.timer = setInterval(() => this.sample(), SAMPLE_EVERY_MS);
  }

  /** The peak in bytes. */
  stop(): number {
    clearInterval(this.timer);
    this.sample();
    return this.peak;
  }

  private sample(): void {
    const bytes = pssBytes(this.pids, this.storeDirectory) + directoryBytes(this.storeDirectory);
    this.peak = Math.max(this.peak, bytes);
  }
}
