import { AthanorError, type JobInfo, type JsonObject } from "athanor-client/wire";
import type { Logger } from "pino";
import type { JobRecordStore, MatrixCatalog, MatrixRecord } from "../catalog/types.js";
import type { BridgeConfig } from "../common/config.js";
import type { ComputeGroups } from "../groups/types.js";
import type { ActiveJob } from "./active-job.js";
import { type Ending, execute } from "./execution.js";
import { cancelledFailure } from "./failure.js";
import { jobOutputs } from "./job-info.js";
import { isFinal, type JobInstruction, type JobLifeEvent, jobStep } from "./job-state.js";
import { JobQueue } from "./queue.js";

export interface DispatcherOptions {
  catalog: MatrixCatalog;
  records: JobRecordStore;
  groups: ComputeGroups;
  config: Pick<BridgeConfig, "jobStallTimeoutMs" | "workspaceBudgetBytes">;
  log: Logger;
}

const maxQueuedJobs = 10_000;
const recordRetryMs = 5_000;

/** Holds the jobs that have not ended, gives them to groups in their turn, and carries out what job-state.ts decides. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #active = new Map<string, ActiveJob>();
  readonly #queue = new JobQueue(maxQueuedJobs);
  #running = 0;
  #workspaceBytes = 0;
  #stopped = false;
  #onQuiet: (() => void)[] = [];
  /** Jobs whose record says less than `info`. */
  readonly #unrecorded = new Set<ActiveJob>();
  #retry: NodeJS.Timeout | undefined;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  get counts(): { queued: number; running: number } {
    return { queued: this.#queue.size, running: this.#running };
  }

  get(jobId: string): ActiveJob | null {
    return this.#active.get(jobId) ?? null;
  }

  /** Throws ATHANOR_GROUP_UNAVAILABLE when too many wait already. Ahead of the record's insert. */
  refuseWhenFull(): void {
    if (!this.#queue.isFull) return;
    throw new AthanorError(
      "ATHANOR_GROUP_UNAVAILABLE",
      `${maxQueuedJobs} jobs wait already; submit again when some have ended`,
    );
  }

  /** Takes a job whose record exists. It starts in its turn, never within this call. */
  add(job: ActiveJob): void {
    this.#active.set(job.info.id, job);
    this.#queue.push(job.user, job.info.id, job.life.runs > 0);
    queueMicrotask(() => this.#pump());
  }

  take(job: ActiveJob, event: JobLifeEvent, change: Partial<JobInfo> = {}): void {
    const { life, instructions } = jobStep(job.life, event);
    job.life = life;
    job.info = { ...job.info, ...change, state: life.state, runs: life.runs };
    for (const instruction of instructions) this.#carryOut(job, instruction);
  }

  cancel(job: ActiveJob): void {
    const waits = job.life.state === "queued";
    this.take(job, { type: "cancelAsked" }, waits ? this.#endFacts(job, cancelledFailure) : {});
  }

  /** Starts no more jobs; those that wait stay in the records for the next bridge. */
  stop(): void {
    this.#stopped = true;
  }

  /** Once nothing runs: a last try to write down what could not be. */
  close(): void {
    clearTimeout(this.#retry);
    this.#recordAgain();
    clearTimeout(this.#retry);
  }

  /** Resolves when nothing runs. */
  quiet(): Promise<void> {
    return this.#running === 0 ? Promise.resolve() : new Promise((resolve) => this.#onQuiet.push(resolve));
  }

  cancelRunning(): void {
    for (const job of this.#active.values()) if (job.life.state === "running") this.cancel(job);
  }

  /** Ends every watcher's stream. */
  failWatchers(error: Error): void {
    for (const job of this.#active.values()) job.watchers.fail(error);
  }

  #carryOut(job: ActiveJob, instruction: JobInstruction): void {
    switch (instruction) {
      case "announce":
        this.#record(job);
        job.watchers.state(job.info);
        break;
      case "enqueue":
        this.#queue.push(job.user, job.info.id, true);
        break;
      case "dequeue":
        this.#queue.remove(job.info.id);
        queueMicrotask(() => this.#pump());
        break;
      case "abortRun":
        job.abort.abort();
        break;
      case "release":
        job.unpin();
        if (!this.#unrecorded.has(job)) this.#active.delete(job.info.id);
    }
  }

  /**
   * Writes a job's state down. Where that fails, most likely on a full disk, the job goes on and its callers hear of
   * it from memory, until the record can be written.
   */
  #record(job: ActiveJob): void {
    const { records, log } = this.#options;
    try {
      records.update(job.info.id, { info: job.info });
      this.#unrecorded.delete(job);
    } catch (error) {
      log.error(
        { error: String(error), job: job.info.id, state: job.life.state },
        "a job's state could not be recorded",
      );
      this.#unrecorded.add(job);
      this.#retry ??= setTimeout(() => this.#recordAgain(), recordRetryMs).unref();
    }
  }

  #recordAgain(): void {
    this.#retry = undefined;
    for (const job of [...this.#unrecorded]) {
      this.#record(job);
      if (!this.#unrecorded.has(job) && isFinal(job.life.state)) this.#active.delete(job.info.id);
    }
  }

  #pump(): void {
    while (!this.#stopped && this.#running < this.#options.groups.capacity) {
      const next = this.#queue.peek();
      const job = next === null ? undefined : this.#active.get(next);
      if (job === undefined) return;
      // Those behind it wait too: a large job must not starve.
      if (this.#workspaceBytes + job.plan.workspaceBytes > this.#options.config.workspaceBudgetBytes) return;
      this.#queue.take();
      void this.#run(job);
    }
  }

  async #run(job: ActiveJob): Promise<void> {
    this.#running += 1;
    this.#workspaceBytes += job.plan.workspaceBytes;
    try {
      job.clock.started();
      this.take(job, { type: "started" }, { startedAt: new Date().toISOString(), progress: null });
      await this.#execute(job);
    } catch (error) {
      this.#options.log.error({ error, job: job.info.id }, "a job's end could not be recorded");
    } finally {
      this.#running -= 1;
      this.#workspaceBytes -= job.plan.workspaceBytes;
      this.#pump();
      if (this.#running === 0) for (const resolve of this.#onQuiet.splice(0)) resolve();
    }
  }

  async #execute(job: ActiveJob): Promise<void> {
    const { catalog, records, groups, config } = this.#options;
    const { id } = job.info;
    let success: Partial<JobInfo> = {};
    const ending = await execute(
      {
        ...{ jobId: id, user: job.user, plan: job.plan, runs: job.life.runs, cancel: job.abort.signal },
        onProgress: (progress) => {
          job.info = { ...job.info, progress };
          job.watchers.progress(id, progress);
        },
        onLog: (line) => records.appendLog(id, line),
        onComputing: () => job.clock.computing(),
        onComputed: () => job.clock.computed(),
        onCommit: (outputs, result) => {
          success = this.#successFacts(job, outputs, result);
          const life = jobStep(job.life, { type: "succeeded" }).life;
          records.update(id, { info: { ...job.info, ...success, state: life.state } });
        },
      },
      { catalog, groups, jobStallTimeoutMs: config.jobStallTimeoutMs },
    );
    this.#end(job, ending, success);
  }

  #end(job: ActiveJob, ending: Ending, success: Partial<JobInfo>): void {
    if (ending.type === "succeeded") {
      this.take(job, { type: "succeeded" }, success);
      return;
    }
    const { log } = this.#options;
    const { code, message } = ending.failure;
    log.warn({ job: job.info.id, ending: ending.type, code }, message);
    const willEnd = isFinal(jobStep(job.life, { type: ending.type }).life.state);
    if (willEnd) this.take(job, { type: ending.type }, this.#endFacts(job, ending.failure));
    else this.take(job, { type: ending.type });
  }

  #endFacts(job: ActiveJob, failure: JobInfo["failure"]): Partial<JobInfo> {
    return { failure, timings: job.clock.timings(), endedAt: new Date().toISOString() };
  }

  #successFacts(job: ActiveJob, outputs: readonly MatrixRecord[], result: JsonObject): Partial<JobInfo> {
    return { ...this.#endFacts(job, null), outputs: jobOutputs(job.plan, outputs), result };
  }
}
