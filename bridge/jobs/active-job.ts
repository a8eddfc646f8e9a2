import type { JobInfo, JobTimings } from "athanor-client/wire";
import type { JobLife } from "./job-state.js";
import type { JobPlan } from "./plan.js";
import { Watchers } from "./watchers.js";

/** A job that is queued or running, as bridge/jobs holds it in memory; ended ones are in the records alone. */
export class ActiveJob {
  readonly user: string;
  readonly plan: JobPlan;
  readonly watchers = new Watchers();
  readonly abort = new AbortController();
  readonly clock: JobClock;
  info: JobInfo;
  life: JobLife;
  /** Lets go of the inputs. */
  unpin: () => void = () => {};

  constructor(user: string, plan: JobPlan, info: JobInfo, life: JobLife) {
    this.user = user;
    this.plan = plan;
    this.info = info;
    this.life = life;
    this.clock = new JobClock(Date.parse(info.submittedAt));
  }
}

/** When a job's phases began, of its last run. */
class JobClock {
  readonly #submitted: number;
  #started: number | null = null;
  #computing: number | null = null;
  #computed: number | null = null;

  constructor(submittedMs: number) {
    this.#submitted = submittedMs;
  }

  started(): void {
    this.#started = Date.now();
    this.#computing = null;
    this.#computed = null;
  }
  computing(): void {
    this.#computing = Date.now();
  }
  computed(): void {
    this.#computed = Date.now();
  }

  timings(): JobTimings {
    const now = Date.now();
    const started = this.#started ?? now;
    const computed = this.#computed ?? now;
    const computing = this.#computing ?? computed;
    return {
      queueMs: started - this.#submitted,
      prepareMs: computing - started,
      computeMs: computed - computing,
      commitMs: now - computed,
      totalMs: now - this.#submitted,
    };
  }
}
