import type { NativeAddon, NativeEvent, NativeJob, NativeOutcome } from "../../native-libs/native.js";
import type { BridgeMessage, ChildMessage } from "../common/child-leash.js";

export type RunJob = Extract<BridgeMessage, { $case: "runJob" }>["value"];

/** Carries the bridge's commands to the addon, and what comes of them back: one job at a time, as the addon has it. */
export class JobRunner {
  readonly #addon: Pick<NativeAddon, "run" | "cancel">;
  readonly #rank: number;
  readonly #send: (message: ChildMessage) => void;
  #current: { jobId: string; ended: Promise<NativeOutcome> } | null = null;

  constructor(addon: Pick<NativeAddon, "run" | "cancel">, rank: number, send: (message: ChildMessage) => void) {
    this.#addon = addon;
    this.#rank = rank;
    this.#send = send;
  }

  /** Runs the job and reports its end. Never rejects: what the addon refuses is a failed outcome too. */
  async run({ jobId, nativeJobJson }: RunJob): Promise<NativeOutcome> {
    const ended = this.#outcome(jobId, nativeJobJson);
    const job = { jobId, ended };
    this.#current = job;
    const outcome = await ended;
    if (this.#current === job) this.#current = null;
    this.#send({ $case: "jobDone", value: { jobId, outcomeJson: JSON.stringify(outcome) } });
    return outcome;
  }

  /** Does nothing if that job is not the one that runs: a cancel may cross the end of its job. */
  cancel(jobId: string): void {
    if (this.#current?.jobId === jobId) this.#addon.cancel();
  }

  /** Cancels what runs and resolves when nothing does. */
  async drain(): Promise<void> {
    while (this.#current !== null) {
      this.#addon.cancel();
      await this.#current.ended;
      await Promise.resolve(); // run() clears #current
    }
  }

  async #outcome(jobId: string, nativeJobJson: string): Promise<NativeOutcome> {
    try {
      const job = JSON.parse(nativeJobJson) as NativeJob;
      return await this.#addon.run(job, (event) => this.#report(jobId, event));
    } catch (thrown) {
      // This rank did not join the job, and the others wait for it in the job's first collective.
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      const failure = { code: "ATHANOR_INTERNAL", message: `rank ${this.#rank} could not start the job: ${message}` };
      return { status: "failed", failure: { ...failure, details: {} }, result: null, outputs: [], groupLost: true };
    }
  }

  #report(jobId: string, event: NativeEvent): void {
    if (event.kind === "log") {
      this.#send({ $case: "jobLog", value: { jobId, level: event.level, message: event.message } });
    } else if (this.#rank === 0) {
      const { phase, fraction, facts } = event;
      this.#send({
        $case: "jobProgress",
        value: { jobId, phase, fraction: fraction ?? -1, factsJson: JSON.stringify(facts) },
      });
    }
  }
}
