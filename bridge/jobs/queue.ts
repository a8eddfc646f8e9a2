/** Jobs that wait: one after the other of each user, and users take turns. Holds ids alone, and no more than `limit`. */
export class JobQueue {
  /** Users in the order of their turns; none is without jobs. */
  readonly #turns: { user: string; jobs: string[] }[] = [];
  readonly #limit: number;
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#size;
  }

  get isFull(): boolean {
    return this.#size >= this.#limit;
  }

  /** `first`: ahead of the user's other jobs, for one that is run again (and was let in before: no limit). */
  push(user: string, job: string, first = false): void {
    if (this.isFull && !first) throw new Error(`the queue holds ${this.#limit} jobs already`);
    let turn = this.#turns.find((each) => each.user === user);
    if (turn === undefined) {
      turn = { user, jobs: [] };
      this.#turns.push(turn);
    }
    if (first) turn.jobs.unshift(job);
    else turn.jobs.push(job);
    this.#size += 1;
  }

  /** Whose turn it is. */
  peek(): string | null {
    return this.#turns[0]?.jobs[0] ?? null;
  }

  /** Takes what peek() shows; its user goes to the end of the turns. */
  take(): string | null {
    const turn = this.#turns.shift();
    if (turn === undefined) return null;
    const job = turn.jobs.shift()!;
    if (turn.jobs.length > 0) this.#turns.push(turn);
    this.#size -= 1;
    return job;
  }

  /** false if it does not wait here. */
  remove(job: string): boolean {
    const index = this.#turns.findIndex((turn) => turn.jobs.includes(job));
    if (index < 0) return false;
    const { jobs } = this.#turns[index]!;
    jobs.splice(jobs.indexOf(job), 1);
    if (jobs.length === 0) this.#turns.splice(index, 1);
    this.#size -= 1;
    return true;
  }
}
