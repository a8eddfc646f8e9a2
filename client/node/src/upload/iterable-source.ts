import { RecordBatch } from "apache-arrow";
import type { Dtype } from "../wire/actions.js";
import { AthanorError } from "../wire/errors.js";
import { arrowSource } from "./arrow-source.js";
import {
  allocateValues,
  convertValues,
  type RowBatch,
  type RowSource,
  rowsPerRead,
  type SourceOptions,
} from "./row-source.js";

/** One row: numbers, in an array or a typed array. */
export type RowLike = ArrayLike<number>;
type AnyIterator = AsyncIterator<unknown> | Iterator<unknown>;

interface BatchItem {
  rows: number;
  values: Float64Array | Float32Array;
  indices?: BigInt64Array | null;
}

/** Rows, runs of rows, or Arrow record batches, from an iterable that is read once. The first item says which. */
export async function iterableSource(
  input: Iterable<unknown> | AsyncIterable<unknown>,
  options: SourceOptions,
): Promise<RowSource> {
  const iterator: AnyIterator =
    Symbol.asyncIterator in input ? input[Symbol.asyncIterator]() : input[Symbol.iterator]();
  const first = await iterator.next();
  const close = async () => void (await iterator.return?.());
  try {
    if (first.done) return emptySource(options, close);
    const items = chain(first.value, iterator);
    if (first.value instanceof RecordBatch) {
      return { ...(await arrowSource(items as AsyncIterable<RecordBatch>, first.value.schema, options)), close };
    }
    const source = isBatch(first.value)
      ? batchSource(first.value, items, options)
      : rowSource(first.value, items, options);
    const counted = Array.isArray(input) && !isBatch(first.value) ? input.length : null;
    return { ...source, rows: declaredRows(source.cols, counted, options), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What `shape` says of a stream that cannot be counted: with it the bridge can choose memory or disk, and reserve. */
function declaredRows(cols: number, counted: number | null, { shape }: SourceOptions): number | null {
  if (!shape) return counted;
  if (shape[1] === cols && (counted === null || counted === shape[0])) return shape[0];
  const found = counted === null ? `rows of ${cols} entries` : `${counted} rows of ${cols} entries`;
  throw new AthanorError("ATHANOR_INVALID_ARGUMENT", `${found} do not fit shape [${shape.join(", ")}]`);
}

async function* chain(first: unknown, rest: AnyIterator): AsyncIterable<unknown> {
  yield first;
  for (;;) {
    const next = await rest.next();
    if (next.done) return;
    yield next.value;
  }
}

/** Without a first row only the options can say how wide the matrix is. */
function emptySource(options: SourceOptions, close: () => Promise<void>): RowSource {
  const cols = options.shape?.[1];
  if (!cols) {
    throw new AthanorError(
      "ATHANOR_INVALID_ARGUMENT",
      "no rows, so the number of columns is unknown; give { shape: [0, cols] }",
    );
  }
  const batches = async function* (): AsyncIterable<RowBatch> {};
  const rowIndex = options.rowIndex ?? "none";
  return { cols, rows: 0, dtype: options.dtype ?? "float64", rowIndex, batches, range: null, close };
}

type OpenSource = Omit<RowSource, "close">;

function rowSource(first: unknown, items: AsyncIterable<unknown>, options: SourceOptions): OpenSource {
  if (options.rowIndex && options.rowIndex !== "none") {
    const text = `rowIndex "${options.rowIndex}" was asked for, but bare rows have no indices; give batches {rows, values, indices}`;
    throw new AthanorError("ATHANOR_INVALID_ARGUMENT", text);
  }
  const cols = checkRow(first, 0, null);
  const dtype: Dtype = options.dtype ?? (first instanceof Float32Array ? "float32" : "float64");
  return { cols, rows: null, dtype, rowIndex: "none", batches: () => gatherRows(items, cols, dtype), range: null };
}

/** Copies rows into batches of a few MiB. */
async function* gatherRows(items: AsyncIterable<unknown>, cols: number, dtype: Dtype): AsyncIterable<RowBatch> {
  const step = rowsPerRead(cols);
  let values = allocateValues(dtype, step * cols);
  let filled = 0;
  let row = 0;
  for await (const item of items) {
    checkRow(item, row, cols);
    copyRow(item as RowLike, values, filled * cols, row);
    row++;
    if (++filled < step) continue;
    yield { rows: filled, values, indices: null };
    values = allocateValues(dtype, step * cols);
    filled = 0;
  }
  if (filled > 0) yield { rows: filled, values: values.subarray(0, filled * cols), indices: null };
}

function checkRow(row: unknown, ordinal: number, cols: number | null): number {
  const isList = Array.isArray(row) || (ArrayBuffer.isView(row) && !(row instanceof DataView));
  if (!isList) {
    const text = `row ${ordinal} is ${row === null ? "null" : `a ${typeof row}`}; every row is an array or typed array of numbers`;
    throw new AthanorError("ATHANOR_INVALID_ARGUMENT", text, { details: { row: ordinal } });
  }
  const length = (row as RowLike).length;
  if (length === 0) {
    const text = `row ${ordinal} is empty; every row has at least one entry`;
    throw new AthanorError("ATHANOR_INVALID_ARGUMENT", text, { details: { row: ordinal } });
  }
  if (cols !== null && length !== cols) {
    const text = `row ${ordinal} has ${length} entries, row 0 has ${cols}; all rows must be equally long`;
    throw new AthanorError("ATHANOR_INVALID_ARGUMENT", text, { details: { row: ordinal } });
  }
  return length;
}

function copyRow(row: RowLike, target: Float64Array | Float32Array, at: number, ordinal: number): void {
  if (row instanceof Float64Array || row instanceof Float32Array) {
    target.set(row, at);
    return;
  }
  for (let col = 0; col < row.length; col++) {
    const value: unknown = row[col];
    if (typeof value !== "number" && typeof value !== "bigint") throw notANumber(value, ordinal, col);
    target[at + col] = Number(value);
  }
}

function notANumber(value: unknown, row: number, column: number): AthanorError {
  const details = { row, column };
  if (value === null || value === undefined) {
    const text = `row ${row}, column ${column} is ${value}; fill it or leave the row out`;
    return new AthanorError("ATHANOR_NULL_VALUE", text, { details });
  }
  const text = `row ${row}, column ${column} is a ${typeof value}; entries are numbers`;
  return new AthanorError("ATHANOR_INVALID_ARGUMENT", text, { details });
}

function isBatch(item: unknown): item is BatchItem {
  if (typeof item !== "object" || item === null) return false;
  const { values, rows } = item as Partial<BatchItem>;
  return (values instanceof Float64Array || values instanceof Float32Array) && typeof rows === "number";
}

function batchSource(first: BatchItem, items: AsyncIterable<unknown>, options: SourceOptions): OpenSource {
  const cols = first.rows > 0 ? first.values.length / first.rows : (options.shape?.[1] ?? 0);
  if (!Number.isInteger(cols) || cols < 1) {
    const text = `the first batch has ${first.rows} rows and ${first.values.length} values; values must hold rows times cols entries`;
    throw new AthanorError("ATHANOR_INVALID_ARGUMENT", text);
  }
  const dtype: Dtype = options.dtype ?? (first.values instanceof Float32Array ? "float32" : "float64");
  const rowIndex = options.rowIndex ?? (first.indices ? "labels" : "none");
  const indexed = rowIndex !== "none";
  return { cols, rows: null, dtype, rowIndex, batches: () => checkBatches(items, cols, dtype, indexed), range: null };
}

async function* checkBatches(
  items: AsyncIterable<unknown>,
  cols: number,
  dtype: Dtype,
  indexed: boolean,
): AsyncIterable<RowBatch> {
  let ordinal = 0;
  for await (const item of items) {
    if (!isBatch(item) || item.values.length !== item.rows * cols) throw wrongBatch(item, ordinal, cols);
    const indices = indexed ? (item.indices ?? null) : null;
    if (indexed && indices?.length !== item.rows) {
      const text = `batch ${ordinal} has ${item.rows} rows and ${indices?.length ?? "no"} indices; give one int64 a row`;
      throw new AthanorError("ATHANOR_INVALID_ARGUMENT", text, { details: { batch: ordinal } });
    }
    yield { rows: item.rows, values: convertValues(item.values, dtype), indices };
    ordinal++;
  }
}

function wrongBatch(item: unknown, ordinal: number, cols: number): AthanorError {
  const found = isBatch(item) ? `${item.rows} rows and ${item.values.length} values` : "no {rows, values}";
  const text = `batch ${ordinal} has ${found}; values must hold rows times ${cols} entries`;
  return new AthanorError("ATHANOR_INVALID_ARGUMENT", text, { details: { batch: ordinal } });
}
