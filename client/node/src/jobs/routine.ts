import { throwIfAborted } from "../abort.js";
import { MatrixHandle } from "../matrix-handle.js";
import type { Session } from "../session.js";
import type { MatrixInput } from "../upload/open-source.js";
import { put, type UploadProgress } from "../upload/put.js";
import type { JobInfo, JobProgress, JobTimings, JsonObject, ParamValue } from "../wire/actions.js";
import { run } from "./run.js";
import { warn } from "./warnings.js";

/** A matrix on the bridge, or anything that `put` takes without options: that is uploaded for the one call alone. */
export type RoutineInput = MatrixHandle | MatrixInput;

/** What every routine's options have besides its parameters. */
export interface RoutineOptions<Output extends string> {
  /** Names for the outputs; one without a name is a temporary. */
  outputs?: { [role in Output]?: string };
  /** When such a name is taken. Default "error". */
  ifExists?: "error" | "replace" | "reuse";
  /** Time to live of the outputs in milliseconds; null: for ever. Default: the bridge's. */
  ttlMs?: number | null;
  /** Equal keys are one job, while its outputs are there. Default: a new job each time. */
  key?: string;
  onProgress?: (progress: UploadProgress | JobProgress) => void;
  /** Aborting it stops the upload, or the kernel at its next check. */
  signal?: AbortSignal;
}

/** What every routine's result has besides its outputs. */
export interface RoutineOutcome extends AsyncDisposable {
  /** What the routine says besides its matrices. */
  scalars: JsonObject;
  warnings: string[];
  /** Wall milliseconds. */
  timings: JobTimings;
  jobId: string;
  job: JobInfo;
  /** Drops the outputs that are temporaries. */
  close(): Promise<void>;
}

/**
 * Runs a routine for its generated method: `options` holds the optional parameters beside the common options.
 * @throws AthanorError the bridge's refusal, the job's failure, ATHANOR_JOB_CANCELLED
 */
export async function runRoutine<Result extends RoutineOutcome>(
  session: Session,
  routine: string,
  inputs: Record<string, RoutineInput>,
  required: Record<string, ParamValue>,
  options: RoutineOptions<string>,
): Promise<Result> {
  const { outputs: names, ifExists, ttlMs, key, onProgress, signal, ...optional } = options;
  throwIfAborted(signal, routine);
  const uploaded: MatrixHandle[] = [];
  try {
    const handles: Record<string, MatrixHandle> = {};
    for (const [role, input] of Object.entries(inputs)) {
      handles[role] = input instanceof MatrixHandle ? input : await upload(session, input, options);
      if (handles[role] !== input) uploaded.push(handles[role]);
    }
    const params = { ...required, ...(optional as Record<string, ParamValue>) };
    const outputs = given(names);
    const done = await run(session, routine, {
      inputs: handles,
      params,
      outputs,
      ifExists,
      ttlMs,
      key,
      onProgress,
      signal,
    });
    const close = async () => void (await Promise.all(Object.values(done.outputs).map((handle) => handle.close())));
    const outcome: RoutineOutcome = {
      ...{ scalars: done.result, warnings: warn(done.result), timings: done.timings },
      ...{ jobId: done.jobId, job: done.job, close, [Symbol.asyncDispose]: close },
    };
    return Object.assign(outcome, done.outputs) as unknown as Result;
  } finally {
    await Promise.all(uploaded.map((handle) => handle.close()));
  }
}

async function upload(session: Session, input: MatrixInput, options: RoutineOptions<string>): Promise<MatrixHandle> {
  const { onProgress, signal } = options;
  const { info } = await put(session.link, session.path, input, { onProgress, signal });
  return new MatrixHandle(session, info, { temporary: true });
}

function given(names: Record<string, string | undefined> | undefined): Record<string, string> | undefined {
  return (
    names && Object.fromEntries(Object.entries(names).filter((pair): pair is [string, string] => pair[1] !== undefined))
  );
}
