import type {
  CreateMatrixRequest,
  Dtype,
  JobInfo,
  JobLogLine,
  JsonObject,
  ListJobsRequest,
  MatrixInfo,
  MatrixState,
  RowIndexKind,
  SealMatrixRequest,
  SubmitRequest,
} from "athanor-client/wire";
import type { Tier } from "../common/capability-types.js";

/** A sealed part file. Paths are relative to the tier's directory. */
export interface PartRecord {
  part: number;
  path: string;
  indexPath: string | null;
  rows: number;
  /** Of both files together. */
  bytes: number;
}

/** One matrix as the rest of the bridge sees it. */
export interface MatrixRecord {
  id: string;
  user: string;
  name: string | null;
  state: MatrixState;
  /** Declared or sealed; null while unknown. */
  rows: number | null;
  /** Rows in the part files of a sealed matrix: fewer than `rows` only where missing rows mean zero. Null before seal. */
  storedRows: number | null;
  cols: number;
  dtype: Dtype;
  rowIndex: RowIndexKind;
  missingRows: "refuse" | "zero";
  declaredParts: number | null;
  tier: Tier;
  digest: string | null;
  bytes: number;
  ttlMs: number | null;
  createdAtMs: number;
  lastUsedAtMs: number;
  producedBy: string | null;
}

/** A complete attempt as a store reports it (leash AttemptComplete, with names trusted by the inside). */
export interface AttemptRecord {
  matrixId: string;
  part: number;
  attempt: string;
  rows: number;
  /** Of both files together. */
  bytes: number;
  /** Over the part file, then the index file. */
  crc32: number;
  /** In the matrix's own directory `m/<matrixId>/`, a file that no other attempt ever writes. */
  path: string;
  indexPath: string | null;
  /** false: the stream never said how many rows it would carry; seal must confirm the count. */
  declared: boolean;
}

/** An output that a job commits: one file per rank, to be moved into place. Paths are absolute and job-private. */
export interface OutputCommit {
  role: string;
  name: string | null;
  /** Of the whole matrix; the files' rows add up to it, or to fewer where missing rows mean zero. */
  rows: number;
  cols: number;
  dtype: Dtype;
  rowIndex: RowIndexKind;
  /** Left out: "refuse". An output aligned with an input takes that input's. */
  missingRows?: "refuse" | "zero";
  ttlMs: number | null;
  ifExists: "error" | "replace" | "reuse";
  files: { path: string; indexPath: string | null; rows: number; bytes: number; crc32: number }[];
}

/** What bridge/catalog offers (class Matrices in matrices.ts). All of it throws AthanorError. */
export interface MatrixCatalog {
  create(user: string, request: CreateMatrixRequest): MatrixRecord;
  /** By name or id, for this user only: a sealed matrix, else an open one. Touches it. Throws ATHANOR_MATRIX_NOT_FOUND, _DROPPED (also for an aborted one), _EXPIRED, _LOST. */
  resolve(user: string, nameOrId: string): MatrixRecord;
  /** As resolve, but an open matrix is ATHANOR_MATRIX_NOT_SEALED. */
  resolveSealed(user: string, nameOrId: string): MatrixRecord;
  /** The newest open matrix of that name, for a DoPut that names its matrix. */
  findOpen(user: string, name: string): MatrixRecord | null;
  /** The sealed matrix that has the name now; does not touch it. */
  findSealed(user: string, name: string): MatrixRecord | null;
  /** By id alone, any user, any state that is remembered; does not touch it. For the bridge itself. */
  find(matrixId: string): MatrixRecord | null;
  list(user: string, prefix: string): MatrixRecord[];
  info(record: MatrixRecord): MatrixInfo;
  /** Part files of a sealed matrix in row order. */
  parts(matrixId: string): PartRecord[];
  /** Grows an attempt's reservation to `totalBytes`; throws ATHANOR_STORE_FULL or the matrix's state error. */
  reserve(matrixId: string, part: number, attempt: string, totalBytes: number): void;
  recordAttempt(attempt: AttemptRecord): void;
  endAttempt(matrixId: string, part: number, attempt: string): void;
  seal(user: string, request: SealMatrixRequest): Promise<MatrixRecord>;
  abort(user: string, nameOrId: string): MatrixRecord;
  drop(user: string, nameOrId: string): MatrixRecord;
  renew(user: string, nameOrId: string, ttlMs: number | null | undefined): MatrixRecord;
  /** Inputs of queued and running jobs and open readers keep a matrix's files; drop frees them at the last release. */
  pin(matrixId: string): () => void;
  touch(matrixId: string): void;
  /** Reserves the bytes of a job's outputs ahead of its run and makes its private directory (absolute); `release` deletes what commit left there. Throws ATHANOR_STORE_FULL. */
  reserveOutputs(jobId: string, bytes: number): { tier: Tier; directory: string; release: () => void };
  /** All or nothing: moves the files, seals the matrices, binds the names; the job record may be written in the same transaction. */
  commitOutputs(
    user: string,
    jobId: string,
    tier: Tier,
    outputs: OutputCommit[],
    withinTransaction: (records: MatrixRecord[]) => void,
  ): MatrixRecord[];
  usedBytes(): { memory: number; disk: number };
  /** Absolute path of a tier-relative path. */
  absolute(tier: Tier, path: string): string;
  /** Emits the id of each matrix that stops taking attempts (sealed, aborted, dropped), so that stores can be told. */
  onStopped(listener: (matrixId: string, error: string) => void): void;
}

/** One job as the catalog keeps it: what clients see, plus what only the bridge needs. */
export interface JobRecord {
  user: string;
  /** The caller's key, or the default one; several records may share it, the newest counts. */
  key: string;
  request: SubmitRequest;
  info: JobInfo;
  /** Whatever bridge/jobs wants back after a restart; JSON. */
  internal: JsonObject;
}

/** What bridge/catalog offers for jobs (class JobRecords in job-records.ts). All of it throws AthanorError; all of it is synchronous. */
export interface JobRecordStore {
  insert(record: JobRecord): void;
  /** Replaces what is given. Inside commitOutputs' `withinTransaction` it is part of that transaction. */
  update(jobId: string, change: { info?: JobInfo; internal?: JsonObject }): void;
  /** This user's job, else ATHANOR_JOB_NOT_FOUND (also for a job of someone else). */
  get(user: string, jobId: string): JobRecord;
  /** Any user's job, for the bridge itself. */
  find(jobId: string): JobRecord | null;
  /** The newest job of this user with that key. */
  findByKey(user: string, key: string): JobRecord | null;
  /** Newest first; `limit` defaults to 100. */
  list(user: string, filter?: ListJobsRequest): JobRecord[];
  /** Jobs of all users that are queued or running, oldest first: at start-up, those that the last bridge left. */
  unfinished(): JobRecord[];
  /** Written in batches (at the latest after a second, at a read and at close). Keeps the first lines and the last of each rank, bounded. */
  appendLog(jobId: string, line: JobLogLine): void;
  /** In the order in which they came. Of this user's job only, else ATHANOR_JOB_NOT_FOUND. */
  logs(user: string, jobId: string): JobLogLine[];
}
