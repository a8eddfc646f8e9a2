import { randomBytes } from "node:crypto";
import type { JobInfo, JobOutput } from "athanor-client/wire";
import type { MatrixRecord } from "../catalog/types.js";
import type { JobPlan } from "./plan.js";

/** 128 random bits: an id gives nothing away and cannot be guessed. */
export const newJobId = (): string => `j_${randomBytes(16).toString("base64url")}`;

/** A job at its submission. */
export function newJobInfo(plan: JobPlan): JobInfo {
  return {
    id: newJobId(),
    state: "queued",
    routine: `${plan.library.name}.${plan.routine}`,
    params: plan.params,
    inputs: Object.fromEntries(
      plan.inputs.map(({ role, matrixId, digest, rows, cols }) => [role, { id: matrixId, digest, rows, cols }]),
    ),
    outputs: [],
    result: null,
    failure: null,
    timings: null,
    progress: null,
    ranks: plan.ranks,
    library: plan.library,
    runs: 0,
    submittedAt: new Date().toISOString(),
    startedAt: null,
    endedAt: null,
  };
}

/** The committed outputs, in the plan's order. */
export function jobOutputs(plan: JobPlan, records: readonly MatrixRecord[]): JobOutput[] {
  return plan.outputs.map(({ role }, index) => {
    const { id, name, rows, cols, dtype } = records[index]!;
    return { role, id, name, rows: rows ?? 0, cols, dtype };
  });
}
