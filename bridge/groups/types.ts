import type { JobLogLine, JobProgress, LibraryManifest } from "athanor-client/wire";
import type { NativeJob, NativeOutcome } from "../../native-libs/native.js";

/** A job for one compute group: what each rank gets, by rank number. */
export interface GroupJob {
  jobId: string;
  perRank: NativeJob[];
}

export interface GroupJobEvents {
  /** A group has the job now; called once. */
  onStarted(): void;
  onProgress(progress: JobProgress): void;
  onLog(line: JobLogLine): void;
}

/** How a job's run on a group ended, from the group's side. */
export type GroupOutcome =
  | { kind: "finished"; perRank: NativeOutcome[] }
  /** The group died or was killed; `fromOutside`: SIGKILL that neither the bridge nor mpirun sent. */
  | {
      kind: "died";
      rank: number | null;
      signal: string | null;
      exitCode: number | null;
      lastPhase: string | null;
      fromOutside: boolean;
    }
  | { kind: "stalled"; lastPhase: string | null }
  /** Cancelled, and had to be killed because it did not yield in time. */
  | { kind: "killed" };

/** What bridge/groups offers for compute (class ComputeGroups). */
export interface ComputeGroups {
  /** Starts groups and stores ahead of the first job; resolves when the first group has said hello. */
  readonly ranksPerGroup: number;
  /** Manifests of the loaded libraries, from the ranks' hello; waits (bounded) for the first group. */
  libraries(): Promise<LibraryManifest[]>;
  /** Waits for an idle group, runs the job, and gives the group back (restarted if it died). */
  run(job: GroupJob, events: GroupJobEvents, cancel: AbortSignal): Promise<GroupOutcome>;
  /** Groups that could take a job now or soon; the queue dispatches that many at a time. */
  readonly capacity: number;
}

export interface StoreEndpoint {
  index: number;
  host: string;
  port: number;
  pid: number;
}

/** What a store asks of the bridge over its leash; thrown AthanorErrors are its answers. */
export interface StoreRequests {
  reserve(matrixId: string, part: number, attempt: string, totalBytes: number): void;
  complete(attempt: import("../catalog/types.js").AttemptRecord): void;
  ended(matrixId: string, part: number, attempt: string): void;
  readerActive(matrixId: string): void;
}
