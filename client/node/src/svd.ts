import { throwIfAborted } from "./abort.js";
import { run } from "./jobs/run.js";
import { warn } from "./jobs/warnings.js";
import { MatrixHandle } from "./matrix-handle.js";
import type { TruncatedSvdParams } from "./routines/rowwise.js";
import type { Session } from "./session.js";
import type { MatrixInput } from "./upload/open-source.js";
import { type PutOptions, put, type UploadProgress } from "./upload/put.js";
import type { JobInfo, JobProgress } from "./wire/actions.js";
import { AthanorError } from "./wire/errors.js";

const ROUTINE = "rowwise.truncatedSvd";

export type SvdMethod = NonNullable<TruncatedSvdParams["method"]>;

/** The routine's own parameters, with their defaults, come from its manifest. */
export interface SvdOptions
  extends TruncatedSvdParams,
    Pick<PutOptions, "shape" | "dtype" | "rowIndex" | "indexColumn" | "missingRows" | "scale" | "parts"> {
  /** Names for the factors; without one a factor is a temporary. */
  outputs?: { U?: string; S?: string; V?: string };
  /** When such a name is taken. Default "error". */
  ifExists?: "error" | "replace" | "reuse";
  ttlMs?: number | null;
  onProgress?: (progress: UploadProgress | JobProgress) => void;
  /** Aborting it stops the upload, or the kernel at its next check. */
  signal?: AbortSignal;
}

/** What a last pass over the matrix says about the factors; nothing in it is estimated. */
export interface SvdCertificate {
  /** ‖A v − σ u‖ of each triplet. */
  leftResiduals: number[];
  /** ‖Aᵀu − σ v‖ of each triplet. */
  rightResiduals: number[];
  /** The same divided by σ (by σ₁ where σ counts as zero). */
  relativeLeft: number[];
  relativeRight: number[];
  /** The largest of the relative ones. */
  residual: number;
  /** Largest entry of |UᵀU − I|. */
  orthogonalityU: number;
  /** Largest entry of |VᵀV − I|. */
  orthogonalityV: number;
  /** How often the matrix was read. */
  passes: number;
  /** Singular values above 100·eps·σ₁. */
  effectiveRank: number;
  tol: number;
  converged: boolean;
  method: string;
  blockSize: number;
  seed: number;
}

/** Wall milliseconds; of the upload only where this call did it. */
export interface SvdTimings {
  encodeMs?: number;
  uploadMs?: number;
  sealMs?: number;
  queueMs: number;
  prepareMs: number;
  computeMs: number;
  commitMs: number;
  totalMs: number;
  uploadBytes?: number;
}

/** A ≈ U diag(S) Vᵀ. U (m x k) and V (n x k) stay on the bridge until they are asked for. */
export interface SvdResult extends AsyncDisposable {
  U: MatrixHandle;
  /** Descending. */
  S: Float64Array;
  V: MatrixHandle;
  certificate: SvdCertificate;
  converged: boolean;
  timings: SvdTimings;
  warnings: string[];
  jobId: string;
  job: JobInfo;
  /** Drops U and V where they are temporaries. */
  close(): Promise<void>;
}

/**
 * The k largest singular triplets of `a`: a handle, or anything that `put` takes, which is then uploaded for this
 * call alone.
 * @throws AthanorError the bridge's refusal (k too large, unknown matrix), the job's failure, ATHANOR_NOT_CONVERGED
 *   with `strict`, ATHANOR_JOB_CANCELLED
 */
export async function truncatedSVD(
  session: Session,
  a: MatrixHandle | MatrixInput,
  k: number,
  options: SvdOptions = {},
): Promise<SvdResult> {
  checkRank(k);
  throwIfAborted(options.signal, "truncatedSVD");
  if (a instanceof MatrixHandle) return compute(session, a, k, options, {});
  const { name: _, ...upload } = { name: undefined, ...options };
  const { info, timings } = await put(session.link, session.path, a, {
    ...upload,
    ttlMs: undefined,
    ifExists: undefined,
  });
  const input = new MatrixHandle(session, info, { temporary: true });
  try {
    const { encodeMs, uploadMs, sealMs, bytes } = timings;
    return await compute(session, input, k, options, { encodeMs, uploadMs, sealMs, uploadBytes: bytes });
  } finally {
    await input.close();
  }
}

async function compute(
  session: Session,
  a: MatrixHandle,
  k: number,
  options: SvdOptions,
  upload: Partial<SvdTimings>,
): Promise<SvdResult> {
  const { tol, seed, method, maxPasses, blockSize, strict, outputs, ifExists, ttlMs, onProgress, signal } = options;
  const {
    jobId,
    job,
    result,
    timings,
    outputs: handles,
  } = await run(session, ROUTINE, {
    inputs: { a },
    params: { k, tol, seed, method, maxPasses, blockSize, strict },
    outputs: outputNames(outputs),
    ifExists,
    ttlMs,
    onProgress,
    signal,
  });
  const { u, s, v } = handles;
  if (!u || !v) throw new AthanorError("ATHANOR_INTERNAL", `job ${jobId} succeeded without the outputs u and v`);
  if (s) await s.close();
  const converged = result.converged !== false;
  const close = async () => void (await Promise.all([u.close(), v.close()]));
  return {
    U: u,
    S: Float64Array.from(result.singularValues as number[]),
    V: v,
    certificate: result.certificate as SvdCertificate,
    converged,
    timings: { ...upload, ...timings },
    warnings: warn(result),
    jobId,
    job,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function outputNames(outputs: SvdOptions["outputs"]): Record<string, string> | undefined {
  if (!outputs) return undefined;
  const pairs = Object.entries(outputs).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(pairs.map(([role, name]) => [role.toLowerCase(), name]));
}

function checkRank(k: number): void {
  if (Number.isSafeInteger(k) && k >= 1) return;
  throw new AthanorError("ATHANOR_INVALID_ARGUMENT", `k is ${k}; give a whole number from 1 to min(rows, columns)`);
}
