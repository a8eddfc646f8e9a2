import {
  asyncBufferFromFile,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type SchemaTree,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import {
  allocateValues,
  type RowBatch,
  type RowSource,
  rowsPerRead,
  type SourceOptions,
  type Values,
} from "../upload/row-source.js";
import type { Dtype } from "../wire/actions.js";
import { AthanorError } from "../wire/errors.js";
import { badFile } from "./open-file.js";

type AsyncFile = Awaited<ReturnType<typeof asyncBufferFromFile>>;
type Column = ArrayLike<unknown>;

/** As in wire/matrix-schema.ts: a column of this name is the row index unasked. */
const INDEX_FEATURE_NAME = "__index__";

interface Plan {
  /** One list column, or one numeric column per feature. */
  list: string | null;
  columns: string[];
  index: string | null;
  dtype: Dtype;
}

/** A Parquet file, one row group at a time: numeric columns, or one column of equally long lists. */
export async function openParquet(path: string, options: SourceOptions): Promise<RowSource> {
  try {
    const file = await asyncBufferFromFile(path);
    const metadata = await parquetMetadataAsync(file);
    const plan = planColumns(path, parquetSchema(metadata), options);
    const cols = plan.list ? await listLength(path, file, metadata, plan.list) : plan.columns.length;
    const batches = () => readGroups(path, file, metadata, plan, cols);
    const rowIndex = plan.index ? (options.rowIndex ?? "labels") : "none";
    return {
      cols,
      rows: Number(metadata.num_rows),
      dtype: plan.dtype,
      rowIndex,
      batches,
      range: null,
      close: async () => {},
    };
  } catch (error) {
    throw wordParquet(path, error);
  }
}

function wordParquet(path: string, error: unknown): AthanorError {
  if (error instanceof AthanorError) return error;
  return badFile(path, `cannot be read as Parquet: ${error instanceof Error ? error.message : String(error)}`, error);
}

function planColumns(path: string, schema: SchemaTree, options: SourceOptions): Plan {
  const fields = schema.children;
  const indexName = options.indexColumn ?? INDEX_FEATURE_NAME;
  const index = fields.find((field) => field.element.name === indexName && field.element.type === "INT64") ?? null;
  if (!index && (options.indexColumn || (options.rowIndex && options.rowIndex !== "none"))) {
    throw badFile(path, `has no int64 column "${indexName}" for the row index; name it with indexColumn`);
  }
  const rest = fields.filter((field) => field !== index);
  const wrong = rest.find((field) => leafType(field) === null);
  const first = rest[0];
  if (wrong || !first) {
    const what = wrong ? `column "${wrong.element.name}" of type ${typeName(wrong)}` : "no column with entries";
    throw badFile(path, `has ${what}; wanted numeric columns, or one column of lists of float or double`);
  }
  const lists = rest.filter((field) => field.children.length > 0);
  if (lists.length > 0 && rest.length > 1)
    throw badFile(
      path,
      `has ${rest.length} columns of which ${lists.length} hold lists; wanted one list column alone, or numeric columns`,
    );
  const dtype = rest.every((field) => leafType(field) === "FLOAT") ? "float32" : "float64";
  const columns = rest.map((field) => field.element.name);
  return { list: lists.length === 1 ? columns[0]! : null, columns, index: index?.element.name ?? null, dtype };
}

const NUMERIC = new Set(["INT32", "INT64", "FLOAT", "DOUBLE"]);

/** The physical type of the numbers in a column, or null where it holds none. */
function leafType(field: SchemaTree): string | null {
  if (field.children.length > 1) return null;
  if (field.children.length === 1) {
    const inner = leafType(field.children[0]!);
    return inner === "FLOAT" || inner === "DOUBLE" ? inner : null;
  }
  const { type, converted_type: converted } = field.element;
  if (!type || !NUMERIC.has(type)) return null;
  return converted && !/^U?INT_/.test(converted) ? null : type;
}

function typeName(field: SchemaTree): string {
  const { type, converted_type: converted } = field.element;
  return converted ?? type ?? "struct";
}

async function* readGroups(
  path: string,
  file: AsyncFile,
  metadata: FileMetaData,
  plan: Plan,
  cols: number,
): AsyncIterable<RowBatch> {
  let groupStart = 0;
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    const columns = await readColumns(path, file, metadata, plan, groupStart, rows);
    const index = plan.index ? columns.get(plan.index)! : null;
    const step = rowsPerRead(cols);
    for (let from = 0; from < rows; from += step) {
      const count = Math.min(step, rows - from);
      const values = allocateValues(plan.dtype, count * cols);
      const run = { path, row: groupStart + from, from, count };
      if (plan.list) fillLists(run, columns.get(plan.list)!, plan.list, values);
      else fillColumns(run, plan.columns, columns, values);
      const indices = index && BigInt64Array.from({ length: count }, (_, i) => BigInt(index[from + i] as bigint));
      yield { rows: count, values, indices };
    }
    groupStart += rows;
  }
}

/** The columns of one row group; a column may come in several chunks. */
async function readColumns(
  path: string,
  file: AsyncFile,
  metadata: FileMetaData,
  plan: Plan,
  start: number,
  rows: number,
): Promise<Map<string, Column>> {
  const columns = plan.index ? [...plan.columns, plan.index] : plan.columns;
  const found = new Map<string, Column>();
  const onChunk = (chunk: { columnName: string; columnData: Column; rowStart: number; rowEnd: number }) => {
    if (chunk.rowStart === start && chunk.rowEnd === start + rows) found.set(chunk.columnName, chunk.columnData);
    else {
      const whole = (found.get(chunk.columnName) as unknown[] | undefined) ?? new Array<unknown>(rows);
      for (let row = Math.max(chunk.rowStart, start); row < Math.min(chunk.rowEnd, start + rows); row++) {
        whole[row - start] = chunk.columnData[row - chunk.rowStart];
      }
      found.set(chunk.columnName, whole);
    }
  };
  try {
    await parquetRead({ file, metadata, columns, rowStart: start, rowEnd: start + rows, compressors, onChunk });
  } catch (error) {
    throw wordParquet(path, error);
  }
  return found;
}

/** `count` rows of a row group from its row `from` on, which is the file's row `row`. */
interface Run {
  path: string;
  row: number;
  from: number;
  count: number;
}

function fillColumns(run: Run, names: string[], columns: Map<string, Column>, values: Values): void {
  const cols = names.length;
  for (let col = 0; col < cols; col++) {
    const data = columns.get(names[col]!)!;
    for (let i = 0; i < run.count; i++) {
      const value = data[run.from + i];
      if (value === null || value === undefined) throw nullIn(run.path, names[col]!, run.row + i);
      values[i * cols + col] = Number(value);
    }
  }
}

function fillLists(run: Run, data: Column, name: string, values: Values): void {
  const cols = values.length / run.count;
  for (let i = 0; i < run.count; i++) {
    const row = run.row + i;
    const list = data[run.from + i] as ArrayLike<number | null> | null;
    if (!list) throw nullIn(run.path, name, row);
    if (list.length !== cols) {
      throw badFile(
        run.path,
        `has ${list.length} entries in row ${row}, row 0 has ${cols}; all rows must be equally long`,
      );
    }
    for (let col = 0; col < cols; col++) {
      if (list[col] === null) throw nullIn(run.path, name, row);
      values[i * cols + col] = list[col]!;
    }
  }
}

function nullIn(path: string, column: string, row: number): AthanorError {
  const text = `${path}: column "${column}", row ${row} is null; fill it or drop the row`;
  return new AthanorError("ATHANOR_NULL_VALUE", text, { details: { path, column, row } });
}

async function listLength(path: string, file: AsyncFile, metadata: FileMetaData, column: string): Promise<number> {
  let length = 0;
  const onComplete = (rows: unknown[][]) => {
    length = (rows[0]?.[0] as ArrayLike<number> | undefined)?.length ?? 0;
  };
  await parquetRead({ file, metadata, columns: [column], rowStart: 0, rowEnd: 1, compressors, onComplete });
  if (length === 0)
    throw badFile(path, `has no entries in the first list of column "${column}"; a matrix has at least one column`);
  return length;
}
