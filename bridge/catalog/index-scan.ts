import { closeSync, openSync, readSync } from "node:fs";
import { AthanorError } from "athanor-client/wire";
import { BucketedSearch } from "./index-duplicates.js";

/** What is asked of the index files of one matrix. Plain data: it crosses to a worker thread. */
export interface IndexJob {
  /** For messages. */
  matrix: string;
  kind: "positions" | "labels";
  missingRows: "refuse" | "zero";
  /** Rows of the matrix; null: one more than the largest position. */
  rows: number | null;
  storedRows: number;
  /** In part order; paths are absolute. */
  files: IndexFile[];
}

export interface IndexFile {
  part: number;
  path: string;
  rows: number;
}

/** Where an index was found. */
export interface IndexPlace {
  part: number;
  row: number;
}

const chunkRows = 128 * 1024;

/**
 * Reads every index and checks that they are distinct and, for positions, in range; then without missing rows they
 * are a permutation of 0..rows-1, because there are as many. Blocks: for large matrices it runs in a worker.
 * @returns rows of the matrix
 * @throws AthanorError ATHANOR_BAD_INDEX naming part, row and index of the first offender
 */
export function scanIndices(job: IndexJob): number {
  const rows = job.kind === "positions" ? checkRange(job) : job.storedRows;
  const twice = findTwice(job, rows);
  if (twice === null) return rows;
  const [first, second] = placesOf(job, twice);
  const text = `${job.matrix}: part ${second.part}, row ${second.row} has index ${twice}, and so has part ${first.part}, row ${first.row}; each may occur once`;
  throw new AthanorError("ATHANOR_BAD_INDEX", text, { details: { ...second, index: String(twice), first } });
}

/** Calls `visit` for chunks of each file in order: low and high words of int64, alternating, and the first row's place. */
export function readIndices(
  files: IndexFile[],
  visit: (words: Int32Array, count: number, at: IndexPlace) => void,
): void {
  const words = new Int32Array(
    2 *
      Math.min(
        chunkRows,
        files.reduce((most, { rows }) => Math.max(most, rows), 0),
      ),
  );
  const bytes = new Uint8Array(words.buffer);
  for (const { part, path, rows } of files) {
    const file = openSync(path, "r");
    try {
      for (let row = 0; row < rows; row += chunkRows) {
        const count = Math.min(chunkRows, rows - row);
        readFully(file, bytes.subarray(0, 8 * count), 8 * row, path);
        visit(words, count, { part, row });
      }
    } finally {
      closeSync(file);
    }
  }
}

function readFully(file: number, target: Uint8Array, position: number, path: string): void {
  for (let at = 0; at < target.length; ) {
    const got = readSync(file, target, at, target.length - at, position + at);
    if (got === 0) throw new AthanorError("ATHANOR_MATRIX_LOST", `${path} ends at byte ${position + at}`);
    at += got;
  }
}

/** Exact below 2^53; beyond, out of any range anyway. */
function toNumber(low: number, high: number): number {
  return high * 2 ** 32 + (low >>> 0);
}

function checkRange(job: IndexJob): number {
  let largest = -1;
  const limit = job.rows ?? Number.MAX_SAFE_INTEGER;
  readIndices(job.files, (words, count, at) => {
    for (let i = 0; i < count; i++) {
      const value = toNumber(words[2 * i]!, words[2 * i + 1]!);
      if (value < 0 || value >= limit) throw outOfRange(job, limit, { part: at.part, row: at.row + i }, words, i);
      if (value > largest) largest = value;
    }
  });
  return job.rows ?? largest + 1;
}

function outOfRange(job: IndexJob, limit: number, place: IndexPlace, words: Int32Array, i: number): AthanorError {
  const index = (BigInt(words[2 * i + 1]!) << 32n) | BigInt(words[2 * i]! >>> 0);
  const mend =
    job.missingRows === "zero" || index < 0n
      ? "mend the index"
      : 'positions must be all of them, each once; for gaps that mean zero rows create with missingRows: "zero"';
  const text = `${job.matrix}: part ${place.part}, row ${place.row} has position ${index}; wanted 0 to ${limit - 1} for ${limit} rows: ${mend}`;
  return new AthanorError("ATHANOR_BAD_INDEX", text, { details: { ...place, index: String(index) } });
}

/** Some index that occurs twice. */
function findTwice(job: IndexJob, rows: number): bigint | null {
  // A bit per row, unless most rows are missing: then sorting what is there is smaller.
  const dense = job.kind === "positions" && rows <= Math.max(64 * job.storedRows, 1 << 20);
  return dense ? findTwiceByBits(job, rows) : new BucketedSearch(job.files, job.storedRows).find();
}

function findTwiceByBits(job: IndexJob, rows: number): bigint | null {
  const seen = new Uint8Array(Math.ceil(rows / 8));
  let twice: bigint | null = null;
  readIndices(job.files, (words, count) => {
    for (let i = 0; i < count && twice === null; i++) {
      const value = toNumber(words[2 * i]!, words[2 * i + 1]!);
      const byte = Math.floor(value / 8);
      const bit = 1 << (value % 8);
      if (seen[byte]! & bit) twice = BigInt(value);
      seen[byte]! |= bit;
    }
  });
  return twice;
}

/** The first two places of an index that is known to occur twice. */
function placesOf(job: IndexJob, index: bigint): [IndexPlace, IndexPlace] {
  const low = Number(BigInt.asIntN(32, index));
  const high = Number(BigInt.asIntN(32, index >> 32n));
  const places: IndexPlace[] = [];
  readIndices(job.files, (words, count, at) => {
    for (let i = 0; i < count && places.length < 2; i++) {
      if (words[2 * i] === low && words[2 * i + 1] === high) places.push({ part: at.part, row: at.row + i });
    }
  });
  return places as [IndexPlace, IndexPlace];
}
