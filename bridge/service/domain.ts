import type {
  Advice,
  AdviseRequest,
  BridgeStatus,
  JobEvent,
  JobInfo,
  JobLogLine,
  LibraryManifest,
  ListJobsRequest,
  SubmitRequest,
  UploadTarget,
} from "athanor-client/wire";
import type { MatrixCatalog, MatrixRecord } from "../catalog/types.js";
import type { Capability } from "../common/capability-types.js";
import type { BridgeConfig } from "../common/config.js";
import type { StoreEndpoint } from "../groups/types.js";

/** What bridge/jobs offers to this folder. */
export interface JobsService {
  submit(user: string, request: SubmitRequest): Promise<JobInfo> | JobInfo;
  watch(user: string, jobId: string, signal: AbortSignal): AsyncIterable<JobEvent>;
  /** The job once it has ended; `signal` ends the waiting, not the job. */
  wait(user: string, jobId: string, signal: AbortSignal): Promise<JobInfo>;
  cancel(user: string, jobId: string): Promise<JobInfo> | JobInfo;
  get(user: string, jobId: string): JobInfo;
  list(user: string, request: ListJobsRequest): JobInfo[];
  logs(user: string, jobId: string): JobLogLine[];
  /** Of all users. */
  readonly counts: { queued: number; running: number };
  /** Manifests of the routines that can be submitted. */
  libraries(): Promise<LibraryManifest[]>;
}

/** Everything the Flight face and the actions may ask; bridge.ts puts it together. */
export interface Domain {
  config: BridgeConfig;
  catalog: MatrixCatalog;
  jobs: JobsService;
  /** Bearer token → user; throws ATHANOR_UNAUTHENTICATED. */
  authenticate(bearerToken: string | null): string;
  /** User and password (= token) → bearer token. */
  login(user: string, password: string): string;
  libraries(): AsyncIterable<LibraryManifest>;
  status(user: string): BridgeStatus;
  advise(request: AdviseRequest): Advice;
  stores(): StoreEndpoint[];
  /** grpc:// or grpc+tls:// address of a store, as clients reach it. */
  storeUri(store: StoreEndpoint): string;
  uploadTarget(record: MatrixRecord): UploadTarget;
  sign(capability: Capability): string;
  /** Checks signature, expiry and that it is this user's. */
  verify(text: string, user: string): Capability;
  /** A channel to a store for relaying; kept open. */
  channel(store: StoreEndpoint, user: string): import("athanor-client/wire").FlightChannel;
  refuseWhenDraining(): void;
}
