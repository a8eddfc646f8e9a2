import { randomUUID } from "node:crypto";
import { throwIfAborted } from "../abort.js";
import { MatrixHandle } from "../matrix-handle.js";
import type { Session } from "../session.js";
import type { JobInfo, JobProgress, JobTimings, JsonObject, ParamValue } from "../wire/actions.js";
import { waitForJob } from "./job-watch.js";

export interface RunOptions {
  /** Input name of the routine's manifest → handle, or name or id of a matrix. */
  inputs: Record<string, MatrixHandle | string>;
  params?: Record<string, ParamValue | undefined>;
  /** Output name of the manifest → name for the matrix; outputs left out are temporaries. */
  outputs?: Record<string, string>;
  /** When an output's name is taken. Default "error". */
  ifExists?: "error" | "replace" | "reuse";
  /** Time to live of the outputs; null: for ever. Default: the bridge's. */
  ttlMs?: number | null;
  /** Equal keys are one job, while its outputs are there. Default: a new job each time. */
  key?: string;
  onProgress?: (progress: JobProgress) => void;
  /** Aborting it cancels the kernel. */
  signal?: AbortSignal;
}

export interface RunResult {
  outputs: Record<string, MatrixHandle>;
  /** What the routine says besides its matrices: scalars, certificate. */
  result: JsonObject;
  timings: JobTimings;
  job: JobInfo;
  jobId: string;
}

/** Submits a routine and waits for it. @throws AthanorError the bridge's refusal or the job's failure */
export async function run(session: Session, routine: string, options: RunOptions): Promise<RunResult> {
  throwIfAborted(options.signal, routine);
  const submitted = await session.link.call("athanor.submit", {
    routine,
    inputs: mapValues(options.inputs, (input) => (typeof input === "string" ? input : input.id)),
    params: given(options.params ?? {}),
    outputs: options.outputs,
    // A repeat after a lost answer is the same job; another call is another one, whose outputs are its own.
    key: options.key ?? randomUUID(),
    ifExists: options.ifExists,
    ttlMs: options.ttlMs,
  });
  const job = await waitForJob(session.link, submitted.id, options);
  const outputs: Record<string, MatrixHandle> = {};
  for (const output of job.outputs)
    outputs[output.role] = new MatrixHandle(session, output, { temporary: output.name === null && !options.key });
  const timings = job.timings ?? { queueMs: 0, prepareMs: 0, computeMs: 0, commitMs: 0, totalMs: 0 };
  return { outputs, result: job.result ?? {}, timings, job, jobId: job.id };
}

function mapValues<T, R>(record: Record<string, T>, map: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}

function given(params: Record<string, ParamValue | undefined>): Record<string, ParamValue> {
  return Object.fromEntries(
    Object.entries(params).filter((entry): entry is [string, ParamValue] => entry[1] !== undefined),
  );
}
