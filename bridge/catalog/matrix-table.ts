import type { MatrixState } from "athanor-client/wire";
import type Sqlite from "better-sqlite3";
import type { Tier } from "../common/capability-types.js";
import type { Database } from "./database.js";
import type { MatrixEnd } from "./matrix-state.js";
import type { AttemptRecord, MatrixRecord, PartRecord } from "./types.js";

/** A matrix as the catalog folder sees it. */
export interface StoredMatrix extends MatrixRecord {
  ifExists: "error" | "replace" | "reuse";
  end: MatrixEnd | null;
}

/** A part as sealed, with the names of all attempts that had its very content. */
export interface StoredPart extends PartRecord {
  crc32: number;
  attempts: string[];
}

type Row = Record<string, unknown>;
type Statement = Sqlite.Statement<unknown[]>;

/** How many ended matrices are remembered, so that using one says what became of it. */
const endedMatricesKept = 10_000;

/** SQL of matrices, attempts and parts: one method a statement, no rule of the catalog. */
export class MatrixTable {
  readonly #statements = new Map<string, Statement>();

  constructor(private readonly database: Database) {}

  /** All or nothing; nests. */
  transaction<Result>(work: () => Result): Result {
    return this.database.transaction(work).immediate();
  }

  /** Inserts, or overwrites what changes in a life: state, sizes, lease, end. */
  save(matrix: StoredMatrix): void {
    this.#run(
      `insert into matrices values (@id, @user, @name, @state, @rows, @storedRows, @cols, @dtype, @rowIndex, @missingRows,
         @declaredParts, @ifExists, @tier, @digest, @bytes, @ttlMs, @createdAtMs, @lastUsedAtMs, @producedBy,
         @endEvent, @endFact, @endedAtMs)
       on conflict (id) do update set state = excluded.state, rows = excluded.rows, stored_rows = excluded.stored_rows,
         digest = excluded.digest, bytes = excluded.bytes, ttl_ms = excluded.ttl_ms,
         last_used_at_ms = excluded.last_used_at_ms, end_event = excluded.end_event, end_fact = excluded.end_fact,
         ended_at_ms = excluded.ended_at_ms`,
      toRow(matrix),
    );
  }

  byId(id: string): StoredMatrix | null {
    return first(this.#all("select * from matrices where id = ?", id));
  }

  /** The newest matrix of that name in that state. */
  newest(user: string, name: string, state: MatrixState): StoredMatrix | null {
    const sql = "select * from matrices where user = ? and name = ? and state = ? order by rowid desc limit 1";
    return first(this.#all(sql, user, name, state));
  }

  /** The matrix of that name that ended last. */
  lastEnded(user: string, name: string): StoredMatrix | null {
    const sql = `select * from matrices where user = ? and name = ? and ended_at_ms is not null
                 order by ended_at_ms desc, rowid desc limit 1`;
    return first(this.#all(sql, user, name));
  }

  /** Of all users, oldest first. */
  inState(state: MatrixState): StoredMatrix[] {
    return this.#all("select * from matrices where state = ? order by rowid", state).map(fromRow);
  }

  /** What a user can see: open, sealed and lost matrices, oldest first. */
  visible(user: string): StoredMatrix[] {
    const sql = "select * from matrices where user = ? and state in ('open', 'sealed', 'lost') order by rowid";
    return this.#all(sql, user).map(fromRow);
  }

  setLastUsed(id: string, lastUsedAtMs: number): void {
    this.#run("update matrices set last_used_at_ms = ? where id = ?", lastUsedAtMs, id);
  }

  forgetOldEnds(kept = endedMatricesKept): void {
    this.#run(
      `delete from matrices where id in (select id from matrices where state in ('aborted', 'dropped', 'lost')
         order by ended_at_ms desc, rowid desc limit -1 offset ?)`,
      kept,
    );
  }

  addAttempt(attempt: AttemptRecord): void {
    this.#run(
      `insert into attempts (matrix_id, part, attempt, rows, bytes, crc32, path, index_path, declared)
       values (@matrixId, @part, @attempt, @rows, @bytes, @crc32, @path, @indexPath, @declared)`,
      { ...attempt, declared: attempt.declared ? 1 : 0 },
    );
  }

  /** In the order in which they were completed. */
  attempts(matrixId: string): AttemptRecord[] {
    return this.#all("select * from attempts where matrix_id = ? order by number", matrixId).map(attemptFromRow);
  }

  attemptsOfPart(matrixId: string, part: number): AttemptRecord[] {
    const sql = "select * from attempts where matrix_id = ? and part = ? order by number";
    return this.#all(sql, matrixId, part).map(attemptFromRow);
  }

  removeAttempt(path: string): void {
    this.#run("delete from attempts where path = ?", path);
  }

  removeAttempts(matrixId: string): void {
    this.#run("delete from attempts where matrix_id = ?", matrixId);
  }

  addPart(matrixId: string, part: StoredPart): void {
    this.#run("insert into parts values (@matrixId, @part, @path, @indexPath, @rows, @bytes, @crc32, @attempts)", {
      ...part,
      matrixId,
      attempts: JSON.stringify(part.attempts),
    });
  }

  parts(matrixId: string): StoredPart[] {
    return this.#all("select * from parts where matrix_id = ? order by part", matrixId).map(partFromRow);
  }

  removeParts(matrixId: string): void {
    this.#run("delete from parts where matrix_id = ?", matrixId);
  }

  #run(sql: string, ...values: unknown[]): void {
    this.#prepared(sql).run(...values);
  }

  #all(sql: string, ...values: unknown[]): Row[] {
    return this.#prepared(sql).all(...values) as Row[];
  }

  #prepared(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

function first(rows: Row[]): StoredMatrix | null {
  return rows[0] ? fromRow(rows[0]) : null;
}

function toRow(matrix: StoredMatrix): Row {
  const { end, ...columns } = matrix;
  return {
    ...columns,
    endEvent: end?.event ?? null,
    endFact: end?.fact ?? null,
    endedAtMs: end?.atMs ?? null,
  };
}

function fromRow(row: Row): StoredMatrix {
  const end = { event: row.end_event, fact: row.end_fact, atMs: row.ended_at_ms } as MatrixEnd;
  return {
    id: row.id as string,
    user: row.user as string,
    name: row.name as string | null,
    state: row.state as MatrixState,
    rows: row.rows as number | null,
    storedRows: row.stored_rows as number | null,
    cols: row.cols as number,
    dtype: row.dtype as StoredMatrix["dtype"],
    rowIndex: row.row_index as StoredMatrix["rowIndex"],
    missingRows: row.missing_rows as StoredMatrix["missingRows"],
    declaredParts: row.declared_parts as number | null,
    ifExists: row.if_exists as StoredMatrix["ifExists"],
    tier: row.tier as Tier,
    digest: row.digest as string | null,
    bytes: row.bytes as number,
    ttlMs: row.ttl_ms as number | null,
    createdAtMs: row.created_at_ms as number,
    lastUsedAtMs: row.last_used_at_ms as number,
    producedBy: row.produced_by as string | null,
    end: row.ended_at_ms === null ? null : end,
  };
}

function attemptFromRow(row: Row): AttemptRecord {
  return {
    matrixId: row.matrix_id as string,
    part: row.part as number,
    attempt: row.attempt as string,
    rows: row.rows as number,
    bytes: row.bytes as number,
    crc32: row.crc32 as number,
    path: row.path as string,
    indexPath: row.index_path as string | null,
    declared: row.declared === 1,
  };
}

function partFromRow(row: Row): StoredPart {
  return {
    part: row.part as number,
    path: row.path as string,
    indexPath: row.index_path as string | null,
    rows: row.rows as number,
    bytes: row.bytes as number,
    crc32: row.crc32 as number,
    attempts: JSON.parse(row.attempts as string),
  };
}
