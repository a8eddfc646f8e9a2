import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { AthanorError } from "athanor-client/wire";
import Sqlite from "better-sqlite3";
import { migrations } from "./schema.js";

export type Database = Sqlite.Database;

export interface DatabaseOptions {
  /** catalog.sqlite of the state directory. */
  path: string;
  /** true: what was committed survives a power cut. An embedded bridge's catalog dies with it anyway. */
  durable: boolean;
}

/**
 * Opens the catalog and becomes the owner of its directory: the file stays locked until `close`, or until the
 * process ends in whatever way. Beware of fcntl: a process loses the lock if it opens and closes the file by
 * other means than SQLite, so nothing in the bridge may read or copy it.
 * @throws AthanorError ATHANOR_ALREADY_RUNNING with the pid of the bridge that holds it
 */
export function openDatabase(options: DatabaseOptions): Database {
  const database = new Sqlite(options.path, { timeout: 500 });
  try {
    own(database, options);
    migrate(database, options.path);
    writeFileSync(ownerFile(options.path), `${process.pid}\n`, { mode: 0o600 });
    return database;
  } catch (cause) {
    database.close();
    throw cause;
  }
}

/** Closes the database and gives the directory up. */
export function closeDatabase(database: Database): void {
  if (!database.open) return;
  // Before the lock goes, lest the file of the next owner be removed.
  rmSync(ownerFile(database.name), { force: true });
  database.close();
}

/** Whether some process has this catalog open. Makes no file; false where there is none. */
export function isOwned(path: string): boolean {
  let database: Database | undefined;
  try {
    database = new Sqlite(path, { timeout: 0, fileMustExist: true, readonly: true });
    database.prepare("select count(*) from sqlite_schema").get();
    return false;
  } catch (error) {
    return isBusy(error);
  } finally {
    database?.close();
  }
}

function own(database: Database, options: DatabaseOptions): void {
  try {
    // In this order: a WAL that is first touched in exclusive mode needs no shared memory and keeps the lock for good.
    database.pragma("locking_mode = EXCLUSIVE");
    database.pragma("journal_mode = WAL");
    database.pragma(`synchronous = ${options.durable ? "FULL" : "OFF"}`);
    database.pragma("foreign_keys = ON");
    database.exec("begin exclusive; commit");
  } catch (cause) {
    if (!isBusy(cause)) throw cause;
    const pid = ownerOf(options.path);
    const holder = pid === null ? "another bridge" : `the bridge with pid ${pid}`;
    const text = `${options.path} is held by ${holder}; use that one, stop it, or give another --state-dir`;
    throw new AthanorError("ATHANOR_ALREADY_RUNNING", text, { cause, details: { pid } });
  }
}

function migrate(database: Database, path: string): void {
  const version = database.pragma("user_version", { simple: true }) as number;
  if (version > migrations.length) {
    const text = `${path} has version ${version} and this bridge knows ${migrations.length}; run the newer Athanor that wrote it, or give another --state-dir`;
    throw new AthanorError("ATHANOR_BAD_CONFIG", text, { details: { version } });
  }
  migrations.slice(version).forEach((sql, i) => {
    database.transaction(() => {
      database.exec(sql);
      database.pragma(`user_version = ${version + i + 1}`);
    })();
  });
}

function ownerOf(path: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(ownerFile(path), "utf8"), 10);
    return Number.isNaN(pid) ? null : pid;
  } catch {
    return null;
  }
}

/** The pid lies beside the catalog, because nobody can read the locked one. */
function ownerFile(path: string): string {
  return `${path}.pid`;
}

function isBusy(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && error.code.startsWith("SQLITE_BUSY");
}
