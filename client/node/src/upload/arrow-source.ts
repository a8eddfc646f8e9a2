import { type Data, RecordBatch, type Schema } from "apache-arrow";
import { AthanorError } from "../wire/errors.js";
import type { MatrixLayout } from "../wire/matrix-schema.js";
import { planColumns, refuseNulls } from "./arrow-columns.js";
import {
  allocateValues,
  convertValues,
  type RowBatch,
  type RowSource,
  rowsPerRead,
  type SourceOptions,
  type Values,
} from "./row-source.js";

type Batches = Iterable<RecordBatch> | AsyncIterable<RecordBatch>;

/** Rows of Arrow record batches. Fixed-size lists are sent from Arrow's own buffer, all else is copied. */
export async function arrowSource(
  batches: Batches,
  schema: Schema,
  options: SourceOptions,
  close: () => Promise<void> = async () => {},
): Promise<RowSource> {
  const plan = planColumns(schema, options);
  const known = Array.isArray(batches) ? (batches as RecordBatch[]) : null;
  const rows = known?.reduce((total, batch) => total + batch.numRows, 0) ?? null;
  let source: Batches = batches;
  let cols = plan.cols;
  if (cols === null) ({ cols, source } = await peekListLength(batches, plan));
  const rowIndex = plan.indexColumn === null ? "none" : (options.rowIndex ?? "labels");
  const width = cols;
  return {
    cols,
    rows,
    dtype: plan.dtype,
    rowIndex,
    batches: () => convert(source, schema, plan, width),
    range: null,
    close,
  };
}

async function* convert(batches: Batches, schema: Schema, plan: MatrixLayout, cols: number): AsyncIterable<RowBatch> {
  let firstRow = 0;
  for await (const batch of batches) {
    if (!(batch instanceof RecordBatch)) {
      throw new AthanorError(
        "ATHANOR_INVALID_ARGUMENT",
        `after row ${firstRow}: not an Arrow RecordBatch like those before it`,
      );
    }
    if (batch.schema.fields.length !== schema.fields.length) {
      const text = `the batch from row ${firstRow} has ${batch.schema.fields.length} columns, the first had ${schema.fields.length}`;
      throw new AthanorError("ATHANOR_BAD_BATCH", text);
    }
    const step = plan.kind === "fixedSizeList" ? Math.max(1, batch.numRows) : rowsPerRead(cols);
    for (let from = 0; from < batch.numRows; from += step) {
      const slice = batch.slice(from, Math.min(batch.numRows, from + step));
      yield toRows(slice, plan, cols, firstRow + from);
    }
    firstRow += batch.numRows;
  }
}

function toRows(batch: RecordBatch, plan: MatrixLayout, cols: number, firstRow: number): RowBatch {
  const column = (at: number): Data => {
    const data = batch.data.children[at]!;
    refuseNulls(data, batch.schema.fields[at]!.name, firstRow);
    return data;
  };
  const rows = batch.numRows;
  const indices =
    plan.indexColumn === null ? null : (column(plan.indexColumn).values as BigInt64Array).subarray(0, rows);
  let values: Values;
  if (plan.kind === "columns") values = interleave(plan.valueColumns.map(column), rows, plan);
  else if (plan.kind === "fixedSizeList")
    values = entries(column(plan.valueColumns[0]!), 0, rows, cols, firstRow, plan);
  else values = listValues(column(plan.valueColumns[0]!), rows, cols, firstRow, plan);
  return { rows, values, indices: indices && BigInt64Array.from(indices) };
}

/** `rows` rows of a list column's child from its entry `from` on; the child starts at the list's own slice. */
function entries(list: Data, from: number, rows: number, cols: number, firstRow: number, plan: MatrixLayout): Values {
  const child = list.children[0]!;
  refuseNulls(child, "item", firstRow, cols);
  const found = (child.values as Values | Int32Array | BigInt64Array).subarray(from, from + rows * cols);
  if (found instanceof Float64Array || found instanceof Float32Array) return convertValues(found, plan.dtype);
  const out = allocateValues(plan.dtype, found.length);
  for (let i = 0; i < found.length; i++) out[i] = Number(found[i]);
  return out;
}

function listValues(list: Data, rows: number, cols: number, firstRow: number, plan: MatrixLayout): Values {
  const offsets = list.valueOffsets as Int32Array | BigInt64Array;
  const start = Number(offsets[0]);
  for (let row = 0; row < rows; row++) {
    const length = Number(offsets[row + 1]) - Number(offsets[row]);
    if (length === cols) continue;
    const text = `row ${firstRow + row} has ${length} entries, row 0 has ${cols}; all rows must be equally long`;
    throw new AthanorError("ATHANOR_BAD_BATCH", text, { details: { row: firstRow + row } });
  }
  return entries(list, start, rows, cols, firstRow, plan);
}

function interleave(columns: Data[], rows: number, plan: MatrixLayout): Values {
  const cols = columns.length;
  const out = allocateValues(plan.dtype, rows * cols);
  for (let col = 0; col < cols; col++) {
    const from = columns[col]!.values as ArrayLike<number | bigint>;
    for (let row = 0; row < rows; row++) out[row * cols + col] = Number(from[row]);
  }
  return out;
}

/** The length of the first list, and the batches with those that were read to learn it. */
async function peekListLength(batches: Batches, plan: MatrixLayout): Promise<{ cols: number; source: Batches }> {
  const iterator = Symbol.asyncIterator in batches ? batches[Symbol.asyncIterator]() : batches[Symbol.iterator]();
  const read: RecordBatch[] = [];
  for (;;) {
    const next = await iterator.next();
    if (next.done) {
      throw new AthanorError(
        "ATHANOR_BAD_SCHEMA",
        "a list column without rows does not say how many columns the matrix has; use FixedSizeList",
      );
    }
    read.push(next.value);
    if (next.value.numRows === 0) continue;
    const offsets = next.value.data.children[plan.valueColumns[0]!]!.valueOffsets as Int32Array | BigInt64Array;
    const cols = Number(offsets[1]) - Number(offsets[0]);
    if (cols > 0) return { cols, source: resume(read, iterator) };
    throw new AthanorError("ATHANOR_BAD_BATCH", "row 0 is an empty list; every row has at least one entry");
  }
}

async function* resume(
  read: RecordBatch[],
  rest: AsyncIterator<RecordBatch> | Iterator<RecordBatch>,
): AsyncIterable<RecordBatch> {
  yield* read;
  for (;;) {
    const next = await rest.next();
    if (next.done) return;
    yield next.value;
  }
}
