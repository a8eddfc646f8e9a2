import type { JobLogLine } from "athanor-client/wire";
import type { Database } from "./database.js";

/** A rank's log keeps its first lines and its last ones: the set-up, and what came before the end. */
const firstLines = 200;
const lastLines = 800;
const maxCharacters = 4_000;
const writeDelayMs = 500;
/** A rank that logs in a tight loop must not fill the bridge's memory between two writes. */
const maxUnwritten = 2_000;

interface Unwritten extends JobLogLine {
  jobId: string;
}

/** Log lines of jobs, per rank; written in batches, because each write waits for the disk. */
export class JobLogs {
  #unwritten: Unwritten[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly onError: (error: unknown) => void,
  ) {}

  append(jobId: string, line: JobLogLine): void {
    const message = line.message.length > maxCharacters ? `${line.message.slice(0, maxCharacters)} ...` : line.message;
    this.#unwritten.push({ ...line, message, jobId });
    if (this.#unwritten.length >= maxUnwritten) this.#write();
    this.#timer ??= setTimeout(() => this.#write(), writeDelayMs).unref();
  }

  /** In the order in which they came. */
  read(jobId: string): JobLogLine[] {
    this.#write();
    const sql = "select rank, level, message, at from job_logs where job_id = ? order by number";
    return this.database.prepare(sql).all(jobId) as JobLogLine[];
  }

  close(): void {
    this.#write();
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lines = this.#unwritten;
    if (lines.length === 0 || !this.database.open) return;
    this.#unwritten = [];
    try {
      this.#insert(lines);
    } catch (error) {
      // A log that cannot be written must not end a job.
      this.onError(error);
    }
  }

  #insert(lines: Unwritten[]): void {
    const touched = new Map(lines.map(({ jobId, rank }) => [`${jobId} ${rank}`, { jobId, rank }]));
    this.database.transaction(() => {
      // Lines of a job that was forgotten meanwhile have nowhere to go.
      const insert = this.database.prepare(
        `insert into job_logs (job_id, rank, level, message, at)
           select id, @rank, @level, @message, @at from jobs where id = @jobId`,
      );
      for (const line of lines) insert.run(line);
      for (const { jobId, rank } of touched.values()) this.#trim(jobId, rank);
    })();
  }

  #trim(jobId: string, rank: number): void {
    this.database
      .prepare(
        `delete from job_logs where job_id = @jobId and rank = @rank
           and number not in (select number from job_logs where job_id = @jobId and rank = @rank order by number limit @first)
           and number not in (select number from job_logs where job_id = @jobId and rank = @rank order by number desc limit @last)`,
      )
      .run({ jobId, rank, first: firstLines, last: lastLines });
  }
}
