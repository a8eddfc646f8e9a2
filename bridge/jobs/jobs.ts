import {
  AthanorError,
  type JobEvent,
  type JobInfo,
  type JobLogLine,
  type LibraryManifest,
  type ListJobsRequest,
  type SubmitRequest,
} from "athanor-client/wire";
import type { JobRecord } from "../catalog/types.js";
import type { BridgeConfig } from "../common/config.js";
import { ActiveJob } from "./active-job.js";
import { planCommand } from "./command.js";
import { Dispatcher, type DispatcherOptions } from "./dispatcher.js";
import { newJobInfo } from "./job-info.js";
import { jobKey } from "./job-key.js";
import { isFinal, newJob } from "./job-state.js";
import { SoundLibraries } from "./libraries.js";
import { type JobPlan, refuseBeyond } from "./plan.js";
import { recoverJob } from "./recovery.js";

export interface JobsOptions extends DispatcherOptions {
  config: Pick<BridgeConfig, "jobStallTimeoutMs" | "workspaceBudgetBytes" | "matrixTtlMs">;
}

/** Jobs as clients see them: submit, watch, wait, cancel, get, list, logs; each only of the user who asks. */
export class Jobs {
  readonly #options: JobsOptions;
  readonly #dispatcher: Dispatcher;
  readonly #sound: SoundLibraries;
  #draining = false;

  constructor(options: JobsOptions) {
    this.#options = options;
    this.#dispatcher = new Dispatcher(options);
    this.#sound = new SoundLibraries(options.log);
  }

  /** Of all users. */
  get counts(): { queued: number; running: number } {
    return this.#dispatcher.counts;
  }

  /** Takes up what the last bridge left; once, ahead of the first submit. Returns how many jobs wait again. */
  recover(): number {
    const { records, catalog, groups, config } = this.#options;
    const room = { ranks: groups.ranksPerGroup, workspaceBudgetBytes: config.workspaceBudgetBytes };
    let waiting = 0;
    for (const record of records.unfinished()) {
      const { job, failed } = recoverJob(record, room, catalog);
      records.update(record.info.id, { info: job?.info ?? failed! });
      if (job === null) continue;
      this.#dispatcher.add(job);
      waiting += 1;
    }
    return waiting;
  }

  /** The manifests of the routines that can be submitted. */
  async libraries(): Promise<LibraryManifest[]> {
    return this.#sound.of(await this.#options.groups.libraries());
  }

  /**
   * Checks a command and queues it; answers at once. A command with the key of a job that is queued, running, or
   * succeeded with its outputs still there, is that job.
   * @throws AthanorError ATHANOR_DRAINING, ATHANOR_UNKNOWN_ROUTINE, ATHANOR_INVALID_ARGUMENT, ATHANOR_OUT_OF_MEMORY,
   *   ATHANOR_MATRIX_*, ATHANOR_GROUP_UNAVAILABLE, ATHANOR_MPI_MISSING
   */
  async submit(user: string, request: SubmitRequest): Promise<JobInfo> {
    this.#refuseWhenDraining();
    const libraries = await this.libraries();
    // From here on nothing is awaited: two equal commands cannot both find that there is none yet.
    this.#refuseWhenDraining();
    const plan = this.#plan(user, request, libraries);
    const key = jobKey(user, request.key, plan);
    return this.#same(user, key) ?? this.#add(user, key, request, plan);
  }

  /** The present state first; ends after the final one. `signal` ends the watching, not the job. */
  watch(user: string, jobId: string, signal: AbortSignal = new AbortController().signal): AsyncIterable<JobEvent> {
    const record = this.#options.records.get(user, jobId);
    const job = this.#dispatcher.get(jobId);
    return job === null ? once({ type: "state", job: record.info }) : job.watchers.watch(job.info, signal);
  }

  /** The job once it has ended. Throws ATHANOR_DEADLINE when `signal` aborts first; the job goes on. */
  async wait(user: string, jobId: string, signal: AbortSignal = new AbortController().signal): Promise<JobInfo> {
    for await (const event of this.watch(user, jobId, signal)) {
      if (event.type === "state" && isFinal(event.job.state)) return event.job;
    }
    throw new AthanorError("ATHANOR_DEADLINE", `job ${jobId} had not ended when the waiting did; watch it by its id`);
  }

  /** A job that has ended stays as it is; one that runs ends soon, which watch or wait tells. */
  cancel(user: string, jobId: string): JobInfo {
    const record = this.#options.records.get(user, jobId);
    const job = this.#dispatcher.get(jobId);
    if (job === null) return record.info;
    this.#dispatcher.cancel(job);
    return job.info;
  }

  get(user: string, jobId: string): JobInfo {
    return this.#present(this.#options.records.get(user, jobId));
  }

  /** Newest first. */
  list(user: string, request: ListJobsRequest = {}): JobInfo[] {
    return this.#options.records.list(user, request).map((record) => this.#present(record));
  }

  logs(user: string, jobId: string): JobLogLine[] {
    return this.#options.records.logs(user, jobId);
  }

  /**
   * Takes no more jobs and starts none; those that run may end within `timeoutMs` and are cancelled then. Those that
   * wait stay in the records. Resolves when nothing runs.
   */
  async drain(timeoutMs: number): Promise<void> {
    this.#draining = true;
    this.#dispatcher.stop();
    const timer = setTimeout(() => this.#dispatcher.cancelRunning(), timeoutMs);
    await this.#dispatcher.quiet();
    clearTimeout(timer);
    this.#dispatcher.close();
    this.#dispatcher.failWatchers(
      new AthanorError("ATHANOR_DRAINING", "the bridge shuts down; watch the job when it is back"),
    );
  }

  #plan(user: string, request: SubmitRequest, libraries: LibraryManifest[]): JobPlan {
    const { catalog, groups, config } = this.#options;
    const plan = planCommand(request, {
      libraries,
      ranks: groups.ranksPerGroup,
      matrixTtlMs: config.matrixTtlMs,
      resolve: (nameOrId) => catalog.resolve(user, nameOrId),
      storedRows: (id) => catalog.parts(id).reduce((rows, part) => rows + part.rows, 0),
    });
    refuseBeyond(config.workspaceBudgetBytes, request.routine, plan);
    return plan;
  }

  #same(user: string, key: string): JobInfo | null {
    const record = this.#options.records.findByKey(user, key);
    if (record === null) return null;
    const info = this.#present(record);
    if (!isFinal(info.state)) return info;
    const { catalog } = this.#options;
    const there = info.state === "succeeded" && info.outputs.every(({ id }) => catalog.find(id)?.state === "sealed");
    if (!there) return null;
    for (const { id } of info.outputs) catalog.touch(id);
    return info;
  }

  #add(user: string, key: string, request: SubmitRequest, plan: JobPlan): JobInfo {
    const { catalog, records } = this.#options;
    this.#dispatcher.refuseWhenFull();
    const job = new ActiveJob(user, plan, newJobInfo(plan), newJob);
    const pins: (() => void)[] = [];
    job.unpin = () => {
      for (const unpin of pins.splice(0)) unpin();
    };
    try {
      for (const { matrixId } of plan.inputs) pins.push(catalog.pin(matrixId));
      records.insert({ user, key, request, info: job.info, internal: { plan } });
    } catch (error) {
      job.unpin();
      throw error;
    }
    this.#dispatcher.add(job);
    return job.info;
  }

  /** With the progress that no record has. */
  #present(record: JobRecord): JobInfo {
    return this.#dispatcher.get(record.info.id)?.info ?? record.info;
  }

  #refuseWhenDraining(): void {
    if (!this.#draining) return;
    throw new AthanorError(
      "ATHANOR_DRAINING",
      "the bridge shuts down and takes no new jobs; try again when it is back",
    );
  }
}

async function* once(event: JobEvent): AsyncGenerator<JobEvent> {
  yield event;
}
