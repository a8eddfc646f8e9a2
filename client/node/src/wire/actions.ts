import type { Advice, AdviseRequest } from "./advice.js";

/**
 * The control surface: each operation is a Flight action whose body and results are JSON of these types.
 * Every client, in any language, speaks these; there is no second control protocol.
 * Optional fields are what a caller may leave out; the bridge fills them in once, at its edge.
 */

export type Dtype = "float64" | "float32";
export type MatrixState = "open" | "sealed" | "aborted" | "dropped" | "lost";
export type JobState = "queued" | "running" | "succeeded" | "failed" | "cancelled";
/** `none`: order is part ordinal, then position. `positions`: the index is the row number. `labels`: any distinct int64. */
export type RowIndexKind = "none" | "positions" | "labels";
export type JsonObject = Record<string, unknown>;
export type ParamValue = number | string | boolean;

export interface CreateMatrixRequest {
  /** Unique within the user's namespace; left out: reachable by id only. */
  name?: string;
  cols: number;
  dtype: Dtype;
  /** Rows of the whole matrix; left out: known at seal. Declared sizes are reserved at once. */
  rows?: number;
  /** Number of parts; left out: known at seal. */
  parts?: number;
  rowIndex?: RowIndexKind;
  missingRows?: "refuse" | "zero";
  ifExists?: "error" | "replace" | "reuse";
  /** Milliseconds since last use; null: never expires. Default: the bridge's matrixTtlMs. */
  ttlMs?: number | null;
}

/** Where parts can be sent directly. Part p goes to stores[p % stores.length]; any other store takes it too. */
export interface UploadTarget {
  matrixId: string;
  name: string | null;
  stores: { uri: string }[];
  /** Opaque write capability; goes into each DoPut's descriptor (see PutDescriptor). */
  capability: string;
  /** For a client that sees the store directory: it may write part files itself (docs/flight.md, "On the same host"). */
  sameHost: SameHostOffer;
}

/** Where part files would be written, and how a client finds out whether it sees that very directory. */
export interface SameHostOffer {
  /** Absolute, and for its owner alone (0700). */
  directory: string;
  /** Name of a file in it. Who can read its text may write part files. */
  probe: string;
  /** Of the probe's text, in hex: tells the client that it looks into the right directory. */
  sha256: string;
}

/** The JSON in FlightDescriptor.cmd of a DoPut that goes straight to a store (or through the bridge). */
export interface PutDescriptor {
  capability: string;
  part: number;
  /** Distinguishes retries of the part; any string without "/". */
  attempt: string;
  /** Rows this stream will carry; left out: said in schema metadata `athanor.rows` or the last app_metadata. */
  rows?: number;
  /** The probe's text: the rows do not come on this stream, its sender writes them into the file that it is told. */
  sameHost?: string;
}

/** app_metadata of the first PutResult of a same-host stream. Paths are relative to the offer's directory. */
export interface SameHostFiles {
  /** An empty file, or an old one to be overwritten and cut to size. */
  path: string;
  /** null where rows bring no index. */
  indexPath: string | null;
  /** So many rows may be written; for more, the sender asks (SameHostMessage `reserve`) and waits. */
  reservedRows: number;
}

/** app_metadata from the sender of a same-host stream, after the schema. */
export type SameHostMessage =
  /** Answered by `{"reservedRows"}` of at least so many, or the stream ends with the refusal. */
  | { reserve: number }
  /** Not answered: says that the sender lives, for a stream that says nothing is ended. */
  | { written: number }
  /** The last one: the files are closed and have exactly these rows. `digest` as in the PutReceipt. */
  | { end: true; rows: number; digest: string };

/** app_metadata of the PutResult that acknowledges a complete attempt. */
export interface PutReceipt {
  matrixId: string;
  part: number;
  attempt: string;
  rows: number;
  bytes: number;
  /** crc32 of the part file's bytes, then of the index file's. */
  digest: string;
}

export interface SealMatrixRequest {
  /** Name or id. */
  matrix: string;
  /** Number of parts; left out: as declared at creation, else all parts seen, which must be 0..max. */
  parts?: number;
  /** Rows in all; left out: as declared, else the sum of the parts'. For a plain DoPut without declaration it completes the open stream. */
  rows?: number;
  /** Winning attempt per part; "auto": any, if the complete attempts of a part have equal digests. */
  attempts?: "auto" | Record<string, string>;
}

export interface MatrixInfo {
  id: string;
  name: string | null;
  state: MatrixState;
  rows: number;
  cols: number;
  dtype: Dtype;
  bytes: number;
  parts: number;
  rowIndex: RowIndexKind;
  digest: string | null;
  createdAt: string;
  expiresAt: string | null;
  /** The job that made it, or null for an upload. */
  producedBy: string | null;
}

export interface MatrixRequest {
  matrix: string;
}
export interface RenewMatrixRequest {
  matrix: string;
  ttlMs?: number | null;
}
export interface ListMatricesRequest {
  /** Only names that start with this. */
  prefix?: string;
}

export interface SubmitRequest {
  /** `library.routine`. */
  routine: string;
  /** Input name of the manifest → matrix name or id. */
  inputs: Record<string, string>;
  params?: Record<string, ParamValue>;
  /** Output name of the manifest → matrix name for it; outputs left out get none and are reached by id. */
  outputs?: Record<string, string>;
  /** Commands with equal keys are the same job while it is queued, running, or succeeded with its outputs there. */
  key?: string;
  ifExists?: "error" | "replace" | "reuse";
  ttlMs?: number | null;
}

export interface JobRequest {
  job: string;
}

export interface JobOutput {
  role: string;
  id: string;
  name: string | null;
  rows: number;
  cols: number;
  dtype: Dtype;
}

/** Wall milliseconds of a job's phases on the bridge. */
export interface JobTimings {
  queueMs: number;
  /** Launch or restart of the group, mapping of the inputs, commit of the outputs. */
  prepareMs: number;
  computeMs: number;
  commitMs: number;
  totalMs: number;
}

export interface JobFailure {
  code: string;
  message: string;
  details: JsonObject;
}

export interface JobInfo {
  id: string;
  state: JobState;
  routine: string;
  params: JsonObject;
  inputs: Record<string, { id: string; digest: string | null; rows: number; cols: number }>;
  outputs: JobOutput[];
  /** The routine's scalars (singularValues, ...) and certificate; null until it succeeded. */
  result: JsonObject | null;
  failure: JobFailure | null;
  timings: JobTimings | null;
  progress: JobProgress | null;
  ranks: number;
  library: { name: string; version: string };
  /** How often it was started (a job is run again once when its group was killed from outside). */
  runs: number;
  submittedAt: string;
  startedAt: string | null;
  endedAt: string | null;
}

export interface JobProgress {
  phase: string;
  /** 0..1, or null when unknown. */
  fraction: number | null;
  facts: JsonObject;
}

/** One line of `athanor.watch`. The stream ends after a `state` event with a final state. */
export type JobEvent = { type: "state"; job: JobInfo } | { type: "progress"; jobId: string; progress: JobProgress };

export interface JobLogLine {
  rank: number;
  level: "debug" | "info" | "warn" | "error";
  message: string;
  at: string;
}

export interface ListJobsRequest {
  state?: JobState;
  limit?: number;
}

/** Action → request and result; `watch`, `jobLogs` and the lists stream one result per item. */
export interface Actions {
  "athanor.createMatrix": { request: CreateMatrixRequest; result: UploadTarget };
  "athanor.sealMatrix": { request: SealMatrixRequest; result: MatrixInfo };
  "athanor.abortMatrix": { request: MatrixRequest; result: MatrixInfo };
  "athanor.matrix": { request: MatrixRequest; result: MatrixInfo };
  "athanor.listMatrices": { request: ListMatricesRequest; result: MatrixInfo };
  "athanor.renewMatrix": { request: RenewMatrixRequest; result: MatrixInfo };
  "athanor.dropMatrix": { request: MatrixRequest; result: MatrixInfo };
  "athanor.submit": { request: SubmitRequest; result: JobInfo };
  "athanor.watch": { request: JobRequest; result: JobEvent };
  "athanor.cancel": { request: JobRequest; result: JobInfo };
  "athanor.job": { request: JobRequest; result: JobInfo };
  "athanor.listJobs": { request: ListJobsRequest; result: JobInfo };
  "athanor.jobLogs": { request: JobRequest; result: JobLogLine };
  "athanor.libraries": { request: JsonObject; result: LibraryManifest };
  "athanor.status": { request: JsonObject; result: BridgeStatus };
  "athanor.advise": { request: AdviseRequest; result: Advice };
}
export type ActionName = keyof Actions;

export interface BridgeStatus {
  version: string;
  user: string;
  uptimeMs: number;
  embedded: boolean;
  /** directory: of the memory tier; diskDirectory: of the disk tier. */
  store: { directory: string; diskDirectory: string; budgetBytes: number; usedBytes: number; stores: number };
  groups: { name: string; ranks: number; state: string; restarts: number }[];
  jobs: { queued: number; running: number };
  /** Peak and current resident figures are measured by the bench, not here. */
  pids: { bridge: number; stores: number[]; ranks: number[]; launchers: number[] };
}

export interface LibraryManifest {
  abi: number;
  name: string;
  version: string;
  doc: string;
  routines: RoutineManifest[];
}

export interface RoutineManifest {
  name: string;
  /** How clients spell the method, where it differs from the name. */
  method?: string;
  doc: string;
  device: string;
  inputs: {
    name: string;
    /** `rows`: read in place. `blockCyclic`: redistributed into the ranks' memory for the length of the job. */
    layout: "rows" | "blockCyclic";
    dtypes: Dtype[];
    minRows: number;
    minCols: number;
    doc: string;
  }[];
  params: ParamManifest[];
  /** rows, cols: expressions of the inputs' shapes and params, as `min(a.rows, k)`. dtype: an input's name or a dtype. */
  outputs: { name: string; rows: string; cols: string; dtype: string; alignedWith?: string; doc: string }[];
  /** Expressions, in bytes: on every rank, and spread over all ranks. */
  workspaceBytes: { perRank: string; distributed: string };
  accuracy?: string;
  cost?: { flops: string; passes: string };
  limits?: { expression: string; message: string }[];
}

export interface ParamManifest {
  name: string;
  type: "int" | "float" | "string" | "bool";
  required?: boolean;
  /** A value, or one per dtype of the first input. */
  default?: ParamValue | Record<Dtype, ParamValue>;
  /** Expressions. */
  min?: string;
  max?: string;
  enum?: string[];
  doc: string;
}
