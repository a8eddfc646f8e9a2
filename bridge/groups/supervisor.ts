import { setTimeout as sleep } from "node:timers/promises";
import { AthanorError } from "athanor-client/wire";
import type { Logger } from "pino";
import type { Life, LifeEnd } from "./life.js";

export interface SupervisorOptions {
  name: string;
  log: Logger;
  /** Starts the next life; may throw. */
  begin(previous: LifeEnd | null): Life;
  onReady(life: Life): void;
  /** A life ended, by itself or not; called before the next one begins. */
  onEnd(end: LifeEnd): void;
  /** It failed to come up `failuresToReport` times in a row, or cannot be started at all. It is still tried again. */
  onUnavailable(error: AthanorError): void;
}

const firstDelayMs = 100;
const maxDelayMs = 10_000;
const failuresToReport = 3;
const closeTimeoutMs = 10_000;

/** How long to wait before the next start, after so many starts in a row that never became ready. */
export function restartDelayMs(failures: number): number {
  return failures === 0 ? 0 : Math.min(maxDelayMs, firstDelayMs * 2 ** (failures - 1));
}

/** Keeps one child going: starts it, and starts it again when it ends, until it is closed. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  #life: Life | null = null;
  #failures = 0;
  #restarts = -1;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  get life(): Life | null {
    return this.#life;
  }

  get restarts(): number {
    return Math.max(0, this.#restarts);
  }

  start(): void {
    this.#begin(null);
  }

  /** Orderly end of the running life, and no other after it. */
  async close(reason: string): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const ended = this.#life?.stop(reason);
    // Not even SIGKILL ends a process that hangs in the kernel; the bridge must not hang with it.
    const late = sleep(closeTimeoutMs, "late" as const, { ref: false });
    if ((await Promise.race([ended, late])) === "late")
      this.#options.log.error({ child: this.#options.name }, "still there");
  }

  #begin(previous: LifeEnd | null): void {
    if (this.#closed) return;
    let life: Life;
    try {
      life = this.#options.begin(previous);
    } catch (error) {
      this.#failures += 1;
      this.#options.onUnavailable(AthanorError.from(error, "ATHANOR_GROUP_UNAVAILABLE"));
      this.#schedule(previous);
      return;
    }
    this.#life = life;
    this.#restarts += 1;
    void life.ready.then((ready) => {
      if (!ready || this.#closed) return;
      this.#failures = 0;
      this.#options.onReady(life);
    });
    void life.ended.then((end) => this.#ended(end));
  }

  #ended(end: LifeEnd): void {
    const { name, log } = this.#options;
    this.#life = null;
    this.#failures = end.wasReady ? 0 : this.#failures + 1;
    if (!this.#closed) log.warn({ child: name, ...end.exit, endedBy: end.endedBy?.reason }, "a child ended");
    this.#options.onEnd(end);
    if (this.#closed) return;
    if (this.#failures >= failuresToReport) this.#options.onUnavailable(startFailure(name, this.#failures, end));
    this.#schedule(end);
  }

  #schedule(previous: LifeEnd | null): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => this.#begin(previous), restartDelayMs(this.#failures));
  }
}

function startFailure(name: string, failures: number, end: LifeEnd): AthanorError {
  const how = end.endedBy?.reason ?? `it exited with ${end.exit.signal ?? `code ${end.exit.code}`}`;
  const said = end.stderrTail.trim().split("\n").slice(-20).join("\n");
  return new AthanorError(
    "ATHANOR_GROUP_UNAVAILABLE",
    `${name} did not start in ${failures} attempts: ${how}; run athanor doctor. It said:\n${said || "(nothing)"}`,
  );
}
