/**
 * Everything the native addon offers, declared once, in the order of addon.cc.
 * Transfer types have every field present: no optional fields cross this boundary.
 */

export type NativeDtype = "float64" | "float32";

/** One part file of an input, in row order. Paths are absolute; the files are sealed and never change. */
export interface NativePart {
  path: string;
  rows: number;
  /** int64 row indices, one per row, or null where rows bring none. */
  indexPath: string | null;
}

export interface NativeInput {
  name: string;
  dtype: NativeDtype;
  /** In its part files. */
  rows: number;
  cols: number;
  /** The rows this rank works on: [rowBegin, rowEnd). */
  rowBegin: number;
  rowEnd: number;
  parts: NativePart[];
  /** What the parts' row indices mean. */
  rowIndex: "none" | "positions" | "labels";
  /** More than `rows` where missing rows mean zero. */
  matrixRows: number;
}

/** Where this rank writes its part of an output. Both files are private to the job until the bridge commits. */
export interface NativeOutput {
  name: string;
  path: string;
  indexPath: string;
  /** The input whose row indices this output carries, or null. */
  alignedWith: string | null;
}

export interface NativeJob {
  library: string;
  routine: string;
  inputs: NativeInput[];
  outputs: NativeOutput[];
  /** Checked and complete: every parameter of the manifest is present. */
  params: Record<string, number | string | boolean>;
}

export interface NativeWrittenOutput {
  name: string;
  rows: number;
  cols: number;
  dtype: NativeDtype;
  /** Of the part file; an index file has 8 * rows more. */
  bytes: number;
  /** Over the part file's bytes, then the index file's. */
  crc32: number;
  /** Whether there is an index file: where `alignedWith` names an input whose rows have indices. */
  indexed: boolean;
}

export interface NativeFailure {
  code: string;
  message: string;
  details: Record<string, unknown>;
}

export interface NativeOutcome {
  status: "ok" | "failed" | "cancelled";
  failure: NativeFailure | null;
  /** The routine's result_json (rank 0), parsed; null elsewhere. */
  result: Record<string, unknown> | null;
  /** What this rank wrote, in the job's order; empty unless `ok` (the files are deleted then). */
  outputs: NativeWrittenOutput[];
  /**
   * The ranks no longer agree on where they are: a library threw, or left its routine on some ranks only. The addon
   * ends the whole group (MPI_Abort) one second after this outcome; no further job may be given to it.
   */
  groupLost: boolean;
}

export type NativeEvent =
  | { kind: "progress"; phase: string; fraction: number | null; facts: Record<string, unknown> }
  | { kind: "log"; level: "debug" | "info" | "warn" | "error"; message: string };

export interface NativeInfo {
  rank: number;
  size: number;
  mpi: string;
  blas: string;
  cpu: string;
  libraries: { name: string; path: string; manifest: string }[];
  /** Libraries in the folder that could not be loaded, and why; they are not offered. */
  refused: { path: string; reason: string }[];
}

export interface NativeAddon {
  /** Starts the MPI thread, calls MPI_Init_thread on it and loads every .so of `libraryDir`. Once per process. */
  start(libraryDir: string): Promise<NativeInfo>;
  /** Runs one job on the MPI thread; one at a time. `onEvent` is called on the JavaScript thread. */
  run(job: NativeJob, onEvent: (event: NativeEvent) => void): Promise<NativeOutcome>;
  /** Asks the running job to stop at its next check; harmless when none runs. */
  cancel(): void;
  /** MPI_Finalize on the MPI thread, then joins it. */
  stop(): Promise<void>;
}
