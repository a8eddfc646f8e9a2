import { formatBytes, type JobProgress, type UploadProgress } from "athanor-client";
import { Presets, SingleBar } from "cli-progress";

const FORMAT = "  {title} {bar} {percent}  {facts}";

/** One progress bar at a time on stderr; nothing where stderr is no terminal. */
export class ProgressBars {
  private bar: SingleBar | null = null;
  private title = "";

  /** For `onProgress` of put and truncatedSVD. */
  readonly show = (progress: UploadProgress | JobProgress): void => {
    if (!process.stderr.isTTY) return;
    if ("bytes" in progress) this.upload(progress);
    else this.job(progress);
  };

  stop(): void {
    this.bar?.stop();
    this.bar = null;
  }

  private upload({ bytes, totalBytes, rows }: UploadProgress): void {
    this.update("upload ", totalBytes ? bytes / totalBytes : null, `${formatBytes(bytes)}, ${rows} rows`);
  }

  private job({ phase, fraction, facts }: JobProgress): void {
    const shown = Object.entries(facts).map(([name, value]) => `${name} ${short(value)}`);
    this.update("compute", fraction, [phase, ...shown].join(", "));
  }

  private update(title: string, fraction: number | null, facts: string): void {
    if (this.title !== title) this.stop();
    this.title = title;
    const percent = fraction === null ? "" : `${Math.floor(fraction * 100)} %`.padStart(5);
    if (!this.bar) {
      this.bar = new SingleBar(
        {
          format: FORMAT,
          barsize: 30,
          hideCursor: true,
          gracefulExit: false,
          clearOnComplete: true,
          stream: process.stderr,
        },
        Presets.shades_classic,
      );
      this.bar.start(1, 0, { title, percent, facts });
    }
    this.bar.update(fraction ?? 0, { title, percent, facts });
  }
}

function short(value: unknown): string {
  return typeof value === "number" && !Number.isInteger(value) ? value.toExponential(1) : String(value);
}
