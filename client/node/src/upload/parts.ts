import { AthanorError } from "../wire/errors.js";
import { cutBatches } from "./cut-batches.js";
import { itemSize, type RowBatch, type RowSource } from "./row-source.js";

/** A part of about this size; a stream's part is held in memory until it is acknowledged, so that it can be sent again. */
const PART_BYTES = 64 * 1024 * 1024;
/** Below this much a store more or less makes no difference. */
const SMALL_PART_BYTES = 4 * 1024 * 1024;

/** A run of rows that is sent as one stream; its batches can be gone through again for a retry. */
export interface Part {
  ordinal: number;
  rows: number;
  batches(): AsyncIterable<RowBatch>;
}

export interface PartPlan {
  /** null: known when the source has ended. */
  count: number | null;
  parts: AsyncIterable<Part>;
}

/**
 * Cuts a source into parts. Where any row can be read at any time, parts are runs of equal length, read while they
 * are sent; else a part is what was read last, kept in memory.
 * @throws AthanorError ATHANOR_INVALID_ARGUMENT when a number of parts is wanted and the rows are not known
 */
export function planParts(source: RowSource, wanted: number | undefined, stores: number): PartPlan {
  const { rows, cols, dtype } = source;
  if (wanted !== undefined && rows === null) {
    const text = `${wanted} parts were asked for, but this input's number of rows is known only at its end; leave parts out`;
    throw new AthanorError("ATHANOR_INVALID_ARGUMENT", text);
  }
  if (wanted !== undefined && !(Number.isSafeInteger(wanted) && wanted >= 1)) {
    throw new AthanorError("ATHANOR_INVALID_ARGUMENT", `parts is ${wanted}; give a whole number of at least 1`);
  }
  const rowBytes = cols * itemSize(dtype);
  if (rows === null)
    return { count: null, parts: bufferedParts(source, Math.max(1, Math.floor(PART_BYTES / rowBytes))) };
  const bytes = rows * rowBytes;
  const even = bytes < SMALL_PART_BYTES ? 1 : Math.max(stores, Math.ceil(bytes / PART_BYTES));
  const count = Math.max(1, Math.min(rows, wanted ?? even));
  if (source.range) return { count, parts: rangeParts(source, source.range, rows, count) };
  return {
    count,
    parts: bufferedParts(source, (ordinal) => cutAt(rows, count, ordinal + 1) - cutAt(rows, count, ordinal)),
  };
}

function cutAt(rows: number, count: number, ordinal: number): number {
  return Math.floor((ordinal * rows) / count);
}

async function* rangeParts(
  source: RowSource,
  range: NonNullable<RowSource["range"]>,
  rows: number,
  count: number,
): AsyncGenerator<Part> {
  for (let ordinal = 0; ordinal < count; ordinal++) {
    const from = cutAt(rows, count, ordinal);
    const to = cutAt(rows, count, ordinal + 1);
    const batches = () => cutBatches(range({ from, to }), source.cols, source.dtype);
    yield { ordinal, rows: to - from, batches };
  }
}

/** Parts of a source that is read once. At least one part, even without rows. */
async function* bufferedParts(source: RowSource, size: number | ((ordinal: number) => number)): AsyncGenerator<Part> {
  const rowsOf = typeof size === "number" ? () => size : size;
  let ordinal = 0;
  let held: RowBatch[] = [];
  let rows = 0;
  const take = (): Part => {
    const batches = held;
    const part = { ordinal: ordinal++, rows, batches: () => replay(batches) };
    held = [];
    rows = 0;
    return part;
  };
  for await (let batch of cutBatches(source.batches(), source.cols, source.dtype)) {
    while (rows + batch.rows >= rowsOf(ordinal)) {
      const room = rowsOf(ordinal) - rows;
      if (room > 0) held.push(slice(batch, 0, room, source.cols));
      rows += room;
      yield take();
      batch = slice(batch, room, batch.rows, source.cols);
      if (batch.rows === 0) break;
    }
    if (batch.rows === 0) continue;
    held.push(batch);
    rows += batch.rows;
  }
  if (rows > 0 || ordinal === 0) yield take();
}

function slice(batch: RowBatch, from: number, to: number, cols: number): RowBatch {
  if (from === 0 && to === batch.rows) return batch;
  const indices = batch.indices?.subarray(from, to) ?? null;
  return { rows: to - from, values: batch.values.subarray(from * cols, to * cols), indices };
}

async function* replay(batches: RowBatch[]): AsyncGenerator<RowBatch> {
  yield* batches;
}
