import { setTimeout as sleep } from "node:timers/promises";
import { cancelledBy } from "../abort.js";
import type { BridgeLink } from "../bridge-link.js";
import type { JobEvent, JobInfo, JobProgress, JobState } from "../wire/actions.js";
import { AthanorError } from "../wire/errors.js";

const FINAL: ReadonlySet<JobState> = new Set<JobState>(["succeeded", "failed", "cancelled"]);
/** How long a job's bridge may be away before the caller is told. */
const AWAY_MS = 6_000;
const RECONNECT_DELAY_MS = 300;
/** A cancelled kernel yields at its next check, or is killed after a grace period. */
const CANCEL_WAIT_MS = 15_000;

export function isFinal(state: JobState): boolean {
  return FINAL.has(state);
}

/**
 * A job's events until it has ended. A broken stream is opened again by the job's id; when the bridge stays away,
 * the break is thrown.
 */
export async function* watchJob(link: BridgeLink, job: string, signal?: AbortSignal): AsyncGenerator<JobEvent> {
  let awaySince: number | null = null;
  for (;;) {
    try {
      for await (const event of link.stream("athanor.watch", { job }, { signal })) {
        awaySince = null;
        yield event;
        if (event.type === "state" && isFinal(event.job.state)) return;
      }
    } catch (error) {
      if (signal?.aborted || !(error instanceof AthanorError) || !BROKEN.has(error.code)) throw error;
      awaySince ??= Date.now();
      if (Date.now() - awaySince > AWAY_MS) throw error;
    }
    await sleep(RECONNECT_DELAY_MS, undefined, { signal });
  }
}

const BROKEN: ReadonlySet<string> = new Set([
  "ATHANOR_BRIDGE_UNREACHABLE",
  "ATHANOR_DRAINING",
  "ATHANOR_DEADLINE",
  "ATHANOR_STREAM_IDLE",
]);

export interface WaitOptions {
  onProgress?: (progress: JobProgress) => void;
  /** Aborting it cancels the job. */
  signal?: AbortSignal;
}

/**
 * The job once it has succeeded.
 * @throws AthanorError the job's failure, with `details.job`; ATHANOR_JOB_CANCELLED
 */
export async function waitForJob(link: BridgeLink, job: string, options: WaitOptions): Promise<JobInfo> {
  const { signal } = options;
  const watching = new AbortController();
  let cancelling: Promise<unknown> | null = null;
  const cancel = () => {
    cancelling ??= link.call("athanor.cancel", { job }).catch(() => {});
    setTimeout(() => watching.abort(), CANCEL_WAIT_MS).unref();
  };
  if (signal?.aborted) cancel();
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    for await (const event of watchJob(link, job, watching.signal)) {
      if (event.type === "progress") options.onProgress?.(event.progress);
      else if (isFinal(event.job.state)) return ended(event.job, signal);
    }
    throw new AthanorError("ATHANOR_INTERNAL", `the watch of job ${job} ended before the job`);
  } catch (error) {
    await cancelling;
    if (signal?.aborted) throw cancelledBy(signal, `job ${job}`);
    throw error instanceof AthanorError && BROKEN.has(error.code) ? bridgeAway(error, job) : error;
  } finally {
    signal?.removeEventListener("abort", cancel);
  }
}

function bridgeAway(error: AthanorError, job: string): AthanorError {
  const text = `${error.text}; when the bridge is back, \`athanor jobs show ${job}\` tells what became of the job`;
  return new AthanorError(error.code, text, { cause: error, details: { ...error.details, job } });
}

function ended(job: JobInfo, signal: AbortSignal | undefined): JobInfo {
  if (job.state === "succeeded") return job;
  const details = { ...job.failure?.details, job: job.id };
  if (job.state === "cancelled") {
    throw new AthanorError("ATHANOR_JOB_CANCELLED", `job ${job.id} was cancelled`, { details, cause: signal?.reason });
  }
  const failure = AthanorError.from(new Error(worded(job)), "ATHANOR_KERNEL_FAILED");
  throw new AthanorError(failure.code, failure.text, { details });
}

function worded(job: JobInfo): string {
  if (!job.failure) return `ATHANOR_INTERNAL: job ${job.id} failed without saying why; see its logs`;
  const { code, message } = job.failure;
  return message.startsWith(code) ? message : `${code}: ${message}`;
}
