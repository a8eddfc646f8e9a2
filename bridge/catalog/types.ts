import type { Dtype, MatrixInfo, MatrixState, RowIndexKind } from "athanor-client/wire";
import type { Tier } from "../common/capability-types.js";

/** A sealed part file. Paths are relative to the tier's directory. */
export interface PartRecord {
  part: number;
  path: string;
  indexPath: string | null;
  rows: number;
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
  bytes: number;
  crc32: number;
  path: string;
  indexPath: string | null;
  /** false: the stream never said how many rows it would carry; seal must confirm the count. */
  declared: boolean;
}

/** An output that a job commits: one file per rank, to be moved into place. Paths are absolute and job-private. */
export interface OutputCommit {
  role: string;
  name: string | null;
  rows: number;
  cols: number;
  dtype: Dtype;
  rowIndex: RowIndexKind;
  ttlMs: number | null;
  ifExists: "error" | "replace" | "reuse";
  files: { path: string; indexPath: string | null; rows: number; bytes: number; crc32: number }[];
}

/** What bridge/catalog offers (class Matrices in matrices.ts). All of it throws AthanorError. */
export interface MatrixCatalog {
  create(user: string, request: import("athanor-client/wire").CreateMatrixRequest): MatrixRecord;
  /** By name or id, for this user only; live states only unless `anyState`. Touches lastUsed when sealed. */
  resolve(user: string, nameOrId: string): MatrixRecord;
  list(user: string, prefix: string): MatrixRecord[];
  info(record: MatrixRecord): MatrixInfo;
  /** Part files of a sealed matrix in row order. */
  parts(matrixId: string): PartRecord[];
  /** Grows an attempt's reservation to `totalBytes`; throws ATHANOR_STORE_FULL or the matrix's state error. */
  reserve(matrixId: string, part: number, attempt: string, totalBytes: number): void;
  recordAttempt(attempt: AttemptRecord): void;
  endAttempt(matrixId: string, part: number, attempt: string): void;
  seal(user: string, request: import("athanor-client/wire").SealMatrixRequest): Promise<MatrixRecord>;
  abort(user: string, nameOrId: string): MatrixRecord;
  drop(user: string, nameOrId: string): MatrixRecord;
  renew(user: string, nameOrId: string, ttlMs: number | null | undefined): MatrixRecord;
  /** Inputs of queued and running jobs and open readers keep a matrix's files; drop frees them at the last release. */
  pin(matrixId: string): () => void;
  touch(matrixId: string): void;
  /** Reserves the bytes of a job's outputs ahead of its run; returns the release. Throws ATHANOR_STORE_FULL. */
  reserveOutputs(jobId: string, bytes: number): { tier: Tier; directory: string; release: () => void };
  /** All or nothing: moves the files, seals the matrices, binds the names; the job record may be written in the same transaction. */
  commitOutputs(user: string, jobId: string, tier: Tier, outputs: OutputCommit[], withinTransaction: (records: MatrixRecord[]) => void): MatrixRecord[];
  usedBytes(): { memory: number; disk: number };
  /** Absolute path of a tier-relative path. */
  absolute(tier: Tier, path: string): string;
  /** Emits the id of each matrix that stops taking attempts (sealed, aborted, dropped), so that stores can be told. */
  onStopped(listener: (matrixId: string, error: string) => void): void;
}
