import { AthanorError, type JobInfo } from "athanor-client/wire";
import type { JobRecord, MatrixCatalog } from "../catalog/types.js";
import { ActiveJob } from "./active-job.js";
import { failureOf } from "./failure.js";
import { type JobLife, jobStep } from "./job-state.js";
import { type JobPlan, refuseBeyond } from "./plan.js";

/** What becomes of a job that the last bridge left unended: it waits again, or it has failed. */
export type Recovered = { job: ActiveJob; failed: null } | { job: null; failed: JobInfo };

/**
 * A bridge that was lost with a job running is reason for one more run, as a lost group is; a job that waited just
 * waits on. Either needs its inputs.
 */
export function recoverJob(
  record: JobRecord,
  { ranks, workspaceBudgetBytes }: { ranks: number; workspaceBudgetBytes: number },
  catalog: MatrixCatalog,
): Recovered {
  const { user, info } = record;
  const plan = { ...(record.internal.plan as JobPlan), ranks };
  const before: JobLife = { state: info.state, runs: info.runs, cancelAsked: false };
  const { life } = before.state === "running" ? jobStep(before, { type: "lost" }) : { life: before };
  if (life.state === "failed") {
    const text = `the bridge was lost while the job ran, ${info.runs} times; submit it again`;
    return {
      job: null,
      failed: failed(info, new AthanorError("ATHANOR_RANK_LOST", text, { details: { runs: info.runs } })),
    };
  }
  const pins: (() => void)[] = [];
  try {
    // The budget may be smaller than the last bridge's; a job that never fits would hold up all others.
    refuseBeyond(workspaceBudgetBytes, info.routine, plan);
    for (const input of plan.inputs) {
      catalog.resolve(user, input.matrixId);
      pins.push(catalog.pin(input.matrixId));
    }
  } catch (error) {
    for (const unpin of pins) unpin();
    return { job: null, failed: failed(info, error) };
  }
  const job = new ActiveJob(user, plan, { ...info, state: life.state, progress: null, ranks }, life);
  job.unpin = () => {
    for (const unpin of pins.splice(0)) unpin();
  };
  return { job, failed: null };
}

function failed(info: JobInfo, error: unknown): JobInfo {
  return { ...info, state: "failed", failure: failureOf(error), endedAt: new Date().toISOString() };
}
