import { RecordBatch, RecordBatchReader, Table } from "apache-arrow";
import { openFile } from "../readers/open-file.js";
import { AthanorError } from "../wire/errors.js";
import { arrowSource } from "./arrow-source.js";
import { flatSource } from "./flat-source.js";
import { iterableSource, type RowLike } from "./iterable-source.js";
import { mapped, type RowSource, type SourceOptions } from "./row-source.js";
import { refuseSparse } from "./sparse.js";

/**
 * Everything `put` takes: a flat array with its shape, an array of rows, an Arrow table or stream, an iterable of
 * rows or batches, or the path of a .npy, Arrow IPC, Parquet, CSV, idx or idx.gz file.
 */
export type MatrixInput =
  | Float64Array
  | Float32Array
  | readonly RowLike[]
  | Table
  | RecordBatch
  | RecordBatchReader
  | Iterable<RowLike | RecordBatch | BatchLike>
  | AsyncIterable<RowLike | RecordBatch | BatchLike>
  | string
  | URL;

/** A run of rows as `MatrixHandle.batches()` yields them. */
export interface BatchLike {
  rows: number;
  values: Float64Array | Float32Array;
  indices?: BigInt64Array | null;
}

/**
 * Brings any input into the normal form; reads no more of it than is needed to know width and dtype.
 * @throws AthanorError ATHANOR_INVALID_ARGUMENT, ATHANOR_BAD_SCHEMA, ATHANOR_BAD_INPUT_FILE, ATHANOR_SPARSE_INPUT
 */
export async function openSource(input: MatrixInput, options: SourceOptions): Promise<RowSource> {
  return mapped(await open(input, options), options);
}

async function open(input: MatrixInput, options: SourceOptions): Promise<RowSource> {
  if (typeof input === "string" || input instanceof URL) return openFile(input, options);
  if (input instanceof Float64Array || input instanceof Float32Array) return flatSource(input, options);
  if (input instanceof Table) return arrowSource(input.batches, input.schema, options);
  if (input instanceof RecordBatch) return arrowSource([input], input.schema, options);
  refuseSparse(input);
  if (isReader(input)) {
    const reader = await input.open();
    return arrowSource(reader, reader.schema, options);
  }
  if (isIterable(input)) return iterableSource(input, options);
  throw new AthanorError("ATHANOR_INVALID_ARGUMENT", `a matrix cannot be made of ${describe(input)}; ${WANTED}`);
}

const WANTED =
  "give a Float64Array or Float32Array with shape, an array of rows, an Arrow Table or stream, an (async) iterable of rows or batches, or a file's path";

function isReader(input: unknown): input is RecordBatchReader {
  return input instanceof RecordBatchReader;
}

function isIterable(input: unknown): input is Iterable<RowLike> | AsyncIterable<RowLike> {
  if (typeof input !== "object" || input === null || ArrayBuffer.isView(input)) return false;
  return Symbol.iterator in input || Symbol.asyncIterator in input;
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return `a ${typeof value}`;
  return `an object of class ${value.constructor?.name ?? "null"}`;
}
