import {
  AthanorError,
  type JobInfo,
  type JobLogLine,
  type JsonObject,
  type ListJobsRequest,
} from "athanor-client/wire";
import type { Database } from "./database.js";
import { JobLogs } from "./job-logs.js";
import type { JobRecord, JobRecordStore } from "./types.js";

type Row = Record<string, string>;

/** How many jobs are remembered, of all users together. Those that have not ended stay in any case. */
const defaultKept = 10_000;
const defaultLimit = 100;

/** Job records in the catalog (contract: types.ts). What is in them is the business of bridge/jobs. */
export class JobRecords implements JobRecordStore {
  readonly #logs: JobLogs;
  readonly #kept: number;

  constructor(
    private readonly database: Database,
    options: { kept?: number; onError?: (error: unknown) => void } = {},
  ) {
    this.#kept = options.kept ?? defaultKept;
    this.#logs = new JobLogs(database, options.onError ?? (() => {}));
  }

  insert({ user, key, request, info, internal }: JobRecord): void {
    this.database.transaction(() => {
      this.database
        .prepare("insert into jobs (id, user, key, state, request, info, internal) values (?, ?, ?, ?, ?, ?, ?)")
        .run(info.id, user, key, info.state, ...[request, info, internal].map((part) => JSON.stringify(part)));
      this.#forgetOld();
    })();
  }

  update(jobId: string, change: { info?: JobInfo; internal?: JsonObject }): void {
    const info = change.info ? JSON.stringify(change.info) : null;
    const internal = change.internal ? JSON.stringify(change.internal) : null;
    const { changes } = this.database
      .prepare(
        `update jobs set state = coalesce(?, state), info = coalesce(?, info), internal = coalesce(?, internal)
         where id = ?`,
      )
      .run(change.info?.state ?? null, info, internal, jobId);
    if (changes === 0) throw notFound(jobId);
  }

  get(user: string, jobId: string): JobRecord {
    const record = this.find(jobId);
    if (record?.user === user) return record;
    throw notFound(jobId);
  }

  find(jobId: string): JobRecord | null {
    return this.#select("where id = ?", jobId)[0] ?? null;
  }

  findByKey(user: string, key: string): JobRecord | null {
    return this.#select("where user = ? and key = ? order by number desc limit 1", user, key)[0] ?? null;
  }

  list(user: string, filter: ListJobsRequest = {}): JobRecord[] {
    const { state = null, limit = defaultLimit } = filter;
    const where = "where user = ? and state = coalesce(?, state) order by number desc limit ?";
    return this.#select(where, user, state, limit);
  }

  unfinished(): JobRecord[] {
    return this.#select("where state in ('queued', 'running') order by number");
  }

  appendLog(jobId: string, line: JobLogLine): void {
    this.#logs.append(jobId, line);
  }

  logs(user: string, jobId: string): JobLogLine[] {
    this.get(user, jobId);
    return this.#logs.read(jobId);
  }

  /** Writes what has not been written yet; before the database is closed. */
  close(): void {
    this.#logs.close();
  }

  #select(rest: string, ...values: unknown[]): JobRecord[] {
    const rows = this.database.prepare(`select user, key, request, info, internal from jobs ${rest}`).all(...values);
    return (rows as Row[]).map((row) => ({
      user: row.user!,
      key: row.key!,
      request: JSON.parse(row.request!),
      info: JSON.parse(row.info!),
      internal: JSON.parse(row.internal!),
    }));
  }

  #forgetOld(): void {
    this.database
      .prepare(
        `delete from jobs where state not in ('queued', 'running')
           and number <= (select number from jobs order by number desc limit 1 offset ?)`,
      )
      .run(this.#kept);
  }
}

function notFound(jobId: string): AthanorError {
  const text = `you have no job ${JSON.stringify(jobId)}; wanted the id of one of yours (older than the newest ${defaultKept} are forgotten)`;
  return new AthanorError("ATHANOR_JOB_NOT_FOUND", text);
}
