import { setTimeout as sleep } from "node:timers/promises";

/** Pauses before the second and each later try: long enough for a store to be started anew, within ten seconds in all. */
const PAUSES_MS = [50, 500, 1_500, 3_000];

/** Counts the tries of one piece of work; a try that got somewhere starts the count anew. */
export class Retries {
  private failed = 0;

  /** Waits before the next try; false: there is none. */
  async pause(signal?: AbortSignal): Promise<boolean> {
    const pauseMs = PAUSES_MS[this.failed++];
    if (pauseMs === undefined) return false;
    await sleep(pauseMs, undefined, { signal });
    return true;
  }

  progressed(): void {
    this.failed = 0;
  }
}
