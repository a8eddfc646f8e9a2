import type { Session } from "../session.js";
import type { JobEvent, JobInfo, JobLogLine } from "../wire/actions.js";
import { type WaitOptions, waitForJob, watchJob } from "./job-watch.js";

/** A job of this user, running or long over. Holding one costs nothing. */
export class JobHandle {
  /** @internal */
  constructor(
    private readonly session: Session,
    readonly id: string,
  ) {}

  info(): Promise<JobInfo> {
    return this.session.link.call("athanor.job", { job: this.id });
  }

  /** Progress and changes of state until the job has ended; can be opened at any time, by anyone of this user. */
  watch(signal?: AbortSignal): AsyncGenerator<JobEvent> {
    return watchJob(this.session.link, this.id, signal);
  }

  /** The job once it has succeeded; throws its failure. Aborting the signal cancels the job. */
  wait(options: WaitOptions = {}): Promise<JobInfo> {
    return waitForJob(this.session.link, this.id, options);
  }

  /** Asks it to stop; the kernel yields at its next check. */
  cancel(): Promise<JobInfo> {
    return this.session.link.call("athanor.cancel", { job: this.id });
  }

  /** What the ranks logged. */
  logs(): Promise<JobLogLine[]> {
    return this.session.link.list("athanor.jobLogs", { job: this.id });
  }
}
