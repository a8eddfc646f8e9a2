import type { JobFailure, JobLogLine, JobProgress, JsonObject } from "athanor-client/wire";
import type { NativeOutcome } from "../../native-libs/native.js";
import type { MatrixCatalog, MatrixRecord } from "../catalog/types.js";
import type { ComputeGroups, GroupOutcome } from "../groups/types.js";
import { cancelledFailure, deathFailure, failureOf, leftEarly, rankFailure, stallFailure } from "./failure.js";
import { nativeJobs } from "./native-jobs.js";
import { outputCommits } from "./outputs.js";
import { type JobPlan, outputBytes } from "./plan.js";

/** How one run of a job ended. `yielded`: it was cancelled. `lost`: it may be run again. */
export type Ending = { type: "succeeded" } | { type: "failed" | "yielded" | "lost"; failure: JobFailure };

export interface Execution {
  jobId: string;
  user: string;
  plan: JobPlan;
  /** Which run this is, from 1. */
  runs: number;
  cancel: AbortSignal;
  onProgress(progress: JobProgress): void;
  onLog(line: JobLogLine): void;
  /** A group has the job now. */
  onComputing(): void;
  /** Every rank is done; the outputs are about to be committed. */
  onComputed(): void;
  /** Within the transaction that makes the outputs visible: the record of the job's success goes here. */
  onCommit(outputs: MatrixRecord[], result: JsonObject): void;
}

export interface ExecutionContext {
  catalog: MatrixCatalog;
  groups: ComputeGroups;
  jobStallTimeoutMs: number;
}

/** Runs a planned job once: room for its outputs, the ranks, the commit. Its private files are gone afterwards in any case. */
export async function execute(job: Execution, context: ExecutionContext): Promise<Ending> {
  let release = (): void => {};
  try {
    const bytes = job.plan.outputs.reduce((total, output) => total + outputBytes(output), 0);
    const room = context.catalog.reserveOutputs(job.jobId, bytes);
    release = room.release;
    const perRank = nativeJobs(job.plan, context.catalog, room.directory);
    const { onProgress, onLog, onComputing: onStarted } = job;
    const outcome = await context.groups.run(
      { jobId: job.jobId, perRank },
      { onProgress, onLog, onStarted },
      job.cancel,
    );
    job.onComputed();
    const ending = endingOf(outcome, job, context.jobStallTimeoutMs);
    if (ending.type === "succeeded" && outcome.kind === "finished") {
      const commits = outputCommits(job.plan, perRank, outcome.perRank);
      const result = outcome.perRank[0]!.result ?? {};
      context.catalog.commitOutputs(job.user, job.jobId, room.tier, commits, (records) =>
        job.onCommit(records, result),
      );
    }
    return ending;
  } catch (thrown) {
    return { type: "failed", failure: failureOf(thrown) };
  } finally {
    release();
  }
}

function endingOf(outcome: GroupOutcome, job: Execution, stallTimeoutMs: number): Ending {
  switch (outcome.kind) {
    case "finished":
      return finished(outcome.perRank, job.cancel.aborted);
    case "died": {
      const failure = deathFailure(outcome, job.runs);
      if (job.cancel.aborted) return { type: "yielded", failure: cancelledFailure };
      return { type: outcome.fromOutside ? "lost" : "failed", failure };
    }
    case "stalled":
      return { type: "failed", failure: stallFailure(outcome.lastPhase, stallTimeoutMs) };
    case "killed":
      return { type: "yielded", failure: cancelledFailure };
  }
}

function finished(outcomes: readonly NativeOutcome[], cancelled: boolean): Ending {
  const failure = rankFailure(outcomes);
  if (failure !== null) return { type: "failed", failure };
  if (outcomes.every((outcome) => outcome.status === "ok")) return { type: "succeeded" };
  return cancelled ? { type: "yielded", failure: cancelledFailure } : { type: "failed", failure: leftEarly };
}
