import type { JobLogLine } from "athanor-client/wire";
import type { NativeOutcome } from "../../native-libs/native.js";
import { judgeDeath } from "./group-death.js";
import {
  allReported,
  type Deadline,
  deadlineOf,
  type GroupRun,
  newGroupRun,
  outcomesOf,
  rankReported,
} from "./group-run.js";
import type { ChildMessage } from "./leash-session.js";
import type { Life, LifeEnd } from "./life.js";
import type { GroupJob, GroupJobEvents, GroupOutcome } from "./types.js";

export interface RunLimits {
  jobStallTimeoutMs: number;
  cancelGraceMs: number;
  /** How long ranks may go on after another rank gave up. */
  stragglerGraceMs: number;
}

/** Carries one job through on one group: sends it, collects every rank's end, and kills the group if it must. */
export class GroupRunner {
  readonly #life: Life;
  readonly #job: GroupJob;
  readonly #events: GroupJobEvents;
  readonly #limits: RunLimits;
  #run: GroupRun;
  #deadline: { kind: Deadline; timer: NodeJS.Timeout } | null = null;
  /** Why the group was killed; the outcome follows from it once the group is dead. */
  #killedFor: Deadline | null = null;
  #settle!: (outcome: GroupOutcome) => void;
  readonly outcome = new Promise<GroupOutcome>((resolve) => {
    this.#settle = resolve;
  });

  constructor(life: Life, job: GroupJob, events: GroupJobEvents, limits: RunLimits) {
    this.#life = life;
    this.#job = job;
    this.#events = events;
    this.#limits = limits;
    this.#run = newGroupRun(job.perRank.length);
  }

  /** `sequence`: the same on all ranks, and new for each job of this group. */
  start(sequence: number, cancel: AbortSignal): void {
    const { jobId, perRank } = this.#job;
    const onCancel = (): void => this.#cancel();
    this.#life.jobStarted();
    for (const [rank, session] of this.#life.sessions.entries()) {
      const nativeJobJson = JSON.stringify(perRank[rank]);
      session.send({ $case: "runJob", value: { sequence, jobId, nativeJobJson } });
    }
    this.#events.onStarted();
    this.#watchDeadline();
    if (cancel.aborted) onCancel();
    else cancel.addEventListener("abort", onCancel, { once: true });
    void this.outcome.then(() => cancel.removeEventListener("abort", onCancel));
  }

  /** What a rank of this group sent. */
  take(rank: number, message: ChildMessage): void {
    if (message.$case === "jobProgress" && message.value.jobId === this.#job.jobId) {
      const { phase, fraction, factsJson } = message.value;
      this.#run = { ...this.#run, lastPhase: phase };
      if (this.#deadline?.kind === "stall") this.#startDeadline("stall");
      this.#events.onProgress({ phase, fraction: fraction < 0 ? null : fraction, facts: objectOf(factsJson) });
    } else if (message.$case === "jobLog" && message.value.jobId === this.#job.jobId) {
      const level = message.value.level as JobLogLine["level"];
      this.#events.onLog({ rank, level, message: message.value.message, at: new Date().toISOString() });
    } else if (message.$case === "jobDone" && message.value.jobId === this.#job.jobId) {
      this.#done(rank, JSON.parse(message.value.outcomeJson) as NativeOutcome);
    }
  }

  #done(rank: number, outcome: NativeOutcome): void {
    this.#run = rankReported(this.#run, rank, outcome);
    // Such a rank ends the group by itself in a second; killed here, its report is the cause and not its death.
    if (outcome.groupLost) this.#kill("stragglers", "a rank reported that the group came apart");
    else if (!allReported(this.#run)) this.#watchDeadline();
    else {
      clearTimeout(this.#deadline?.timer);
      this.#life.jobEnded();
      this.#settle({ kind: "finished", perRank: outcomesOf(this.#run) });
    }
  }

  #cancel(): void {
    this.#run = { ...this.#run, cancelled: true };
    for (const session of this.#life.sessions) {
      session.send({ $case: "cancelJob", value: { jobId: this.#job.jobId } });
    }
    this.#watchDeadline();
  }

  /** Starts the deadline that counts now, unless it runs already. */
  #watchDeadline(): void {
    const kind = deadlineOf(this.#run);
    if (this.#deadline?.kind !== kind) this.#startDeadline(kind);
  }

  #startDeadline(kind: Deadline): void {
    clearTimeout(this.#deadline?.timer);
    const { jobStallTimeoutMs, cancelGraceMs, stragglerGraceMs } = this.#limits;
    const limitMs = { stall: jobStallTimeoutMs, cancelGrace: cancelGraceMs, stragglers: stragglerGraceMs }[kind];
    const timer = setTimeout(() => this.#kill(kind, `${kind} deadline of ${limitMs} ms`), limitMs);
    this.#deadline = { kind, timer };
  }

  #kill(why: Deadline, reason: string): void {
    this.#killedFor ??= why;
    void this.#life.kill(`job ${this.#job.jobId}: ${reason}`);
  }

  /**
   * The group's life is over: only now is it sure that no rank writes the job's files any more. Called by whoever
   * holds the runner, since a callback on the life would keep every job that the group ever ran.
   */
  groupEnded(end: LifeEnd): void {
    clearTimeout(this.#deadline?.timer);
    if (this.#killedFor === "stragglers") this.#settle({ kind: "finished", perRank: outcomesOf(this.#run) });
    else if (this.#killedFor === "stall") this.#settle({ kind: "stalled", lastPhase: this.#run.lastPhase });
    else if (this.#killedFor === "cancelGrace") this.#settle({ kind: "killed" });
    else this.#settle(judgeDeath(end, this.#run.lastPhase));
  }
}

/** Facts are a routine's own JSON; a broken one costs the facts, not the job. */
function objectOf(json: string): Record<string, unknown> {
  if (json === "") return {};
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
