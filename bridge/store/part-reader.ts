import { type FileHandle, open, stat } from "node:fs/promises";
import { AthanorError, itemSize } from "athanor-client/wire";
import type { ReadTicket } from "../common/capability-types.js";
import type { StoreDirectories } from "./directories.js";
import { grouped } from "./wording.js";

/** Consecutive rows of a matrix, read into memory of their own. */
export interface RowBatch {
  rows: number;
  /** Row-major, little-endian. */
  values: Buffer;
  /** null where the matrix has no row indices. */
  indices: BigInt64Array | null;
}

/** A run of rows within one part file, and where it goes in its batch. */
interface Run {
  piece: ReadTicket["pieces"][number];
  /** Row of the file. */
  from: number;
  rows: number;
  /** Row of the batch. */
  at: number;
}

const INDEX_BYTES = 8;
/** Part files that are open at once, per stream. */
const filesAtOnce = 8;

/**
 * The rows of a ticket in batches of about `batchBytes` (at least a row), gathered over piece boundaries: a thousand
 * small parts do not make a thousand small batches. One batch is read ahead while the one before is sent.
 * @throws AthanorError ATHANOR_MATRIX_DROPPED (a file has gone), ATHANOR_MATRIX_LOST (a file is too short)
 */
export async function* readRows(
  directories: StoreDirectories,
  ticket: ReadTicket,
  batchBytes: number,
): AsyncGenerator<RowBatch> {
  const rowsPerBatch = Math.max(1, Math.floor(batchBytes / Math.max(1, ticket.cols * itemSize(ticket.dtype))));
  const plan = batchesOf(ticket, rowsPerBatch);
  const readAhead = (): Promise<RowBatch | null> => {
    const next = readNext(directories, ticket, plan);
    // It is told when its turn comes. Until then nobody waits for it, and a failure unheard would end the process.
    next.catch(() => undefined);
    return next;
  };
  let ahead = readAhead();
  for (let batch = await ahead; batch !== null; batch = await ahead) {
    ahead = readAhead();
    yield batch;
  }
}

/** True when the matrix brings row indices. */
export function isIndexed(ticket: ReadTicket): boolean {
  return ticket.pieces.some((piece) => piece.indexPath !== null);
}

function* batchesOf(ticket: ReadTicket, rowsPerBatch: number): Generator<Run[]> {
  let batch: Run[] = [];
  let at = 0;
  for (const piece of ticket.pieces) {
    for (let taken = 0; taken < piece.take; ) {
      const rows = Math.min(piece.take - taken, rowsPerBatch - at);
      batch.push({ piece, from: piece.skip + taken, rows, at });
      taken += rows;
      at += rows;
      if (at < rowsPerBatch) continue;
      yield batch;
      batch = [];
      at = 0;
    }
  }
  if (at > 0) yield batch;
}

async function readNext(
  directories: StoreDirectories,
  ticket: ReadTicket,
  plan: Generator<Run[]>,
): Promise<RowBatch | null> {
  const next = plan.next();
  if (next.done) return null;
  const runs = next.value;
  const last = runs[runs.length - 1]!;
  const rows = last.at + last.rows;
  const rowBytes = ticket.cols * itemSize(ticket.dtype);
  const values = Buffer.allocUnsafeSlow(rows * rowBytes);
  const indices = isIndexed(ticket) ? new BigInt64Array(rows) : null;
  const reads = runs.values();
  const readRuns = async (): Promise<void> => {
    for (const run of reads) {
      await readRun(directories.absolute(ticket.tier, run.piece.path), values, run, rowBytes);
      if (!indices) continue;
      const indexBytes = Buffer.from(indices.buffer);
      await readRun(directories.absolute(ticket.tier, run.piece.indexPath!), indexBytes, run, INDEX_BYTES);
    }
  };
  await Promise.all(Array.from({ length: Math.min(filesAtOnce, runs.length) }, readRuns));
  return { rows, values, indices };
}

async function readRun(path: string, into: Buffer, run: Run, rowBytes: number): Promise<void> {
  const file = await open(path, "r").catch(gone);
  try {
    await fill(file, into.subarray(run.at * rowBytes, (run.at + run.rows) * rowBytes), run.from * rowBytes);
    // Had the matrix been dropped meanwhile, another one's rows might be in the file by now.
    const [read, named] = await Promise.all([file.stat(), stat(path).catch(gone)]);
    if (read.ino !== named.ino) gone(null);
  } finally {
    await file.close();
  }
}

/** @throws AthanorError ATHANOR_MATRIX_DROPPED, or what else is wrong */
function gone(cause: NodeJS.ErrnoException | null): never {
  if (cause !== null && cause.code !== "ENOENT") throw cause;
  throw new AthanorError("ATHANOR_MATRIX_DROPPED", "its rows are no longer there; upload it again", { cause });
}

async function fill(file: FileHandle, into: Buffer, position: number): Promise<void> {
  for (let at = 0; at < into.length; ) {
    const { bytesRead } = await file.read(into, at, into.length - at, position + at);
    if (bytesRead === 0) {
      const text = `a part file ends at byte ${grouped(position + at)}, ${grouped(position + into.length)} are wanted; upload the matrix again`;
      throw new AthanorError("ATHANOR_MATRIX_LOST", text);
    }
    at += bytesRead;
  }
}
