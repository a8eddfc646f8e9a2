import { Presets, SingleBar } from "cli-progress";

export interface BenchProgress {
  load: string;
  step: string;
  done: number;
  all: number;
  fraction: number | null;
}

/** The progress of a benchmark on stderr: one bar over all loads. Nothing where stderr is no terminal. */
export class BenchBar {
  private bar: SingleBar | null = null;
  private last: BenchProgress | null = null;

  readonly show = (progress: BenchProgress): void => {
    this.last = progress;
    if (!process.stderr.isTTY) return;
    const { load, step, done, all, fraction } = progress;
    if (!this.bar) {
      const format = "  {bar} {value}/{total}  {load}: {step}";
      const look = { format, barsize: 20, hideCursor: true, gracefulExit: false, clearOnComplete: true };
      this.bar = new SingleBar(
        { ...look, stream: process.stderr, formatValue: (value) => `${Math.floor(value)}` },
        Presets.shades_classic,
      );
      this.bar.start(all, done, { load, step });
    }
    this.bar.update(done + Math.min(fraction ?? 0, 0.99), { load, step });
  };

  /** Lets `write` print lines, which the bar would be in the way of. */
  beside(write: () => void): void {
    const { last } = this;
    this.stop();
    write();
    if (last) this.show(last);
  }

  stop(): void {
    this.bar?.stop();
    this.bar = null;
    this.last = null;
  }
}
