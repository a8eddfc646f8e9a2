import { directoryBytes, pssBytes } from "./process-figures.js";

const SAMPLE_EVERY_MS = 100;

/** Samples the memory of a set of processes, plus the bytes in the tmpfs store directory, and keeps the peak. */
export class MemoryWatch {
  private peak = 0;
  private readonly timer: NodeJS.Timeout;

  /**
   * @param pids bridge, stores, ranks, launcher
   * @param memoryDirectory the memory tier: its files are counted by their size, their mappings are not
   * @param diskDirectory the disk tier: neither its files nor their mappings are counted
   */
  constructor(
    private readonly pids: number[],
    private readonly memoryDirectory: string,
    private readonly diskDirectory: string,
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
    const processes = pssBytes(this.pids, [this.memoryDirectory, this.diskDirectory]);
    this.peak = Math.max(this.peak, processes + directoryBytes(this.memoryDirectory));
  }
}
