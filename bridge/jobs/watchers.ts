import type { JobEvent, JobInfo, JobProgress } from "athanor-client/wire";
import { isFinal } from "./job-state.js";

/** The watchers of one job. A slow one loses progress events, never a state: what waits for it stays small. */
export class Watchers {
  readonly #all = new Set<Watcher>();

  state(job: JobInfo): void {
    for (const watcher of this.#all) watcher.push({ type: "state", job });
  }

  progress(jobId: string, progress: JobProgress): void {
    for (const watcher of this.#all) watcher.push({ type: "progress", jobId, progress });
  }

  /** The bridge closes: ends every stream with this error, though the job may go on after its restart. */
  fail(error: Error): void {
    for (const watcher of this.#all) watcher.fail(error);
  }

  /** From the job's present state to its final one, or until `signal`. */
  async *watch(present: JobInfo, signal: AbortSignal): AsyncGenerator<JobEvent> {
    const watcher = new Watcher();
    const wake = (): void => watcher.wake();
    watcher.push({ type: "state", job: present });
    this.#all.add(watcher);
    signal.addEventListener("abort", wake);
    try {
      while (!signal.aborted) {
        const event = watcher.shift();
        if (event === undefined) {
          await watcher.news();
          continue;
        }
        yield event;
        if (event.type === "state" && isFinal(event.job.state)) return;
      }
    } finally {
      signal.removeEventListener("abort", wake);
      this.#all.delete(watcher);
    }
  }
}

class Watcher {
  readonly #events: JobEvent[] = [];
  #error: Error | null = null;
  #wake = (): void => {};

  push(event: JobEvent): void {
    if (event.type === "progress" && this.#events.at(-1)?.type === "progress") this.#events.pop();
    this.#events.push(event);
    this.#wake();
  }

  fail(error: Error): void {
    this.#error = error;
    this.#wake();
  }

  shift(): JobEvent | undefined {
    const event = this.#events.shift();
    if (event === undefined && this.#error !== null) throw this.#error;
    return event;
  }

  news(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  wake(): void {
    this.#wake();
  }
}
