import { JobHandle } from "./jobs/job-handle.js";
import { type RunOptions, type RunResult, run } from "./jobs/run.js";
import { MatrixHandle } from "./matrix-handle.js";
import { Routines } from "./routines/index.js";
import type { Session } from "./session.js";
import type { MatrixInput } from "./upload/open-source.js";
import { type PutOptions, put } from "./upload/put.js";
import type { BridgeStatus, JobInfo, LibraryManifest, ListJobsRequest, MatrixInfo } from "./wire/actions.js";
import type { Advice, AdviseRequest } from "./wire/advice.js";
import { AthanorError } from "./wire/errors.js";

/**
 * A connection to one bridge as one user. Made by `connect`. It has a method for every routine of the libraries, by
 * library (`athanor.rowwise.truncatedSVD`) and for short (`athanor.truncatedSVD`); a routine's matrices are handles, or
 * anything `put` takes. A string is a file's path there; for a stored matrix pass `await open(name)`.
 * @example
 * const athanor = await connect();
 * const a = await athanor.put("pixels.npy", { name: "pixels" });
 * const { U, S, certificate } = await athanor.truncatedSVD(a, 20);
 * await athanor.close();
 */
export class Athanor extends Routines implements AsyncDisposable {
  private closing: Promise<void> | null = null;

  /** @internal */
  constructor(
    session: Session,
    private readonly onClose: () => Promise<void>,
  ) {
    super(session);
  }

  get url(): string {
    return this.session.link.options.url;
  }

  /**
   * Uploads a matrix and seals it. The input may be larger than memory: it is read as it is sent.
   * @throws AthanorError ATHANOR_INVALID_ARGUMENT, ATHANOR_BAD_SCHEMA, ATHANOR_BAD_INPUT_FILE, ATHANOR_NULL_VALUE,
   *   ATHANOR_SPARSE_INPUT, ATHANOR_MATRIX_EXISTS, ATHANOR_STORE_FULL; nothing stays on the bridge then
   */
  async put(data: MatrixInput, options: PutOptions = {}): Promise<MatrixHandle> {
    this.session.link.refuseClosed();
    const { info, timings } = await put(this.session.link, this.session.path, data, options);
    return new MatrixHandle(this.session, info, { temporary: info.name === null, uploadTimings: timings });
  }

  /** The handle of a matrix that is there already, by name or id. @throws AthanorError ATHANOR_MATRIX_NOT_FOUND */
  async open(nameOrId: string): Promise<MatrixHandle> {
    const info = await this.session.link.call("athanor.matrix", { matrix: nameOrId });
    if (info.state === "sealed") return new MatrixHandle(this.session, info);
    throw new AthanorError(
      "ATHANOR_MATRIX_NOT_SEALED",
      `matrix ${nameOrId} is ${info.state}; only a sealed one can be used`,
    );
  }

  /** Runs any routine of any loaded library, such as run("rowwise.truncatedSvd", { inputs: { a }, params: { k: 20 } }). */
  run(routine: string, options: RunOptions): Promise<RunResult> {
    return run(this.session, routine, options);
  }

  /** This user's matrices whose names start with `prefix`. */
  matrices(prefix = ""): Promise<MatrixInfo[]> {
    return this.session.link.list("athanor.listMatrices", { prefix });
  }

  /** Frees a matrix at once, by name or id. @throws AthanorError ATHANOR_MATRIX_NOT_FOUND */
  drop(nameOrId: string): Promise<MatrixInfo> {
    return this.session.link.call("athanor.dropMatrix", { matrix: nameOrId });
  }

  /** This user's jobs, newest first. */
  jobs(filter: ListJobsRequest = {}): Promise<JobInfo[]> {
    return this.session.link.list("athanor.listJobs", filter);
  }

  job(id: string): JobHandle {
    return new JobHandle(this.session, id);
  }

  /** The loaded libraries with all their routines, inputs and parameters. */
  libraries(): Promise<LibraryManifest[]> {
    return this.session.link.list("athanor.libraries", {});
  }

  status(): Promise<BridgeStatus> {
    return this.session.link.call("athanor.status", {});
  }

  /**
   * Where a truncated SVD of a float64 matrix of this shape with k triplets is done soonest, by the rates of the bridge's
   * machine: on the bridge, in this process with scikit-learn, or, from Spark, there.
   * @param options.from where the rows are; default "memory"
   * @throws AthanorError ATHANOR_INVALID_ARGUMENT for a shape without entries, or k beyond its shorter side
   */
  advise(shape: readonly [number, number], k: number, options: Pick<AdviseRequest, "from"> = {}): Promise<Advice> {
    const [rows, cols] = shape;
    return this.session.link.call("athanor.advise", { rows, cols, k, ...options });
  }

  /** Drops this client's temporaries, cuts its calls off and, where it embedded a bridge, ends that. Twice is fine. */
  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async end(): Promise<void> {
    await this.session.dropTemporaries();
    await Promise.all([this.session.link.close(), this.session.path.close()]);
    await this.onClose();
  }
}
