/** Client of an Athanor bridge: matrices in, factors out. Pure JavaScript; package `athanor` adds an embedded bridge. */
import { createConnect } from "./connect.js";

export { Athanor } from "./athanor.js";
export { type ClientApi, type ConnectOptions, createConnect, type EmbeddedBridge, type Embedder } from "./connect.js";
export type { DataPathMode } from "./data-path.js";
export { addressFromBridgeFile, addressFromEnvironment, type BridgeAddress } from "./discover.js";
export { JobHandle } from "./jobs/job-handle.js";
export type { WaitOptions } from "./jobs/job-watch.js";
export type { RoutineInput, RoutineOptions, RoutineOutcome } from "./jobs/routine.js";
export type { RunOptions, RunResult } from "./jobs/run.js";
export { MatrixHandle, type ReadOptions } from "./matrix-handle.js";
export type * from "./routines/index.js";
export { RowBlock } from "./row-block.js";
export type { SvdCertificate, SvdMethod, SvdOptions, SvdResult, SvdTimings } from "./svd.js";
export type { TlsFiles } from "./tls.js";
export { type BatchLike, type MatrixInput, openSource } from "./upload/open-source.js";
export type { PutOptions, UploadProgress, UploadTimings } from "./upload/put.js";
export type { RowBatch, RowRange, RowSource, SourceOptions } from "./upload/row-source.js";
export { formatBytes } from "./upload/sparse.js";
export type {
  BridgeStatus,
  Dtype,
  JobEvent,
  JobInfo,
  JobLogLine,
  JobProgress,
  JobState,
  JobTimings,
  LibraryManifest,
  MatrixInfo,
  ParamManifest,
  RoutineManifest,
} from "./wire/actions.js";
export type { Advice, AdviseRequest, WayAdvice, WayName } from "./wire/advice.js";
export { AthanorError, type ErrorCode } from "./wire/errors.js";

export const { connect, truncatedSVD } = createConnect({ embed: null });
export { stateDirectory } from "./wire/bridge-file.js";
