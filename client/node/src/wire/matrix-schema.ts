import { DataType, Field, FixedSizeList, Float32, Float64, Int64, Precision, Schema } from "apache-arrow";
import type { Dtype } from "./actions.js";
import { AthanorError } from "./errors.js";

/** Name of the FixedSizeList column that carries the rows. */
export const VALUES_COLUMN = "row";
/** Name of the int64 column that carries row indices, where there is one. */
export const INDEX_COLUMN = "index";
/** Schema metadata: how many rows the stream will carry. */
export const ROWS_KEY = "athanor.rows";
/** Schema metadata: name of the column that is the row index, where columns are features. */
export const INDEX_KEY = "athanor.index";
/** Field metadata with the value "index" marks the row index too. */
export const ROLE_KEY = "athanor.role";
const INDEX_FEATURE_NAME = "__index__";
const EXTENSION_KEY = "ARROW:extension:name";
const EXTENSION_METADATA_KEY = "ARROW:extension:metadata";
const WANTED =
  "wanted FixedSizeList, List or LargeList of numbers, one numeric column per feature, or fixed_shape_tensor";

/** How a record batch of an accepted schema is laid out. */
export interface MatrixLayout {
  kind: "fixedSizeList" | "list" | "largeList" | "columns";
  /** What the rows are stored as: float32 when all values come so, else float64. */
  dtype: Dtype;
  /** null for lists of undeclared length: the first row tells. */
  cols: number | null;
  /** Positions of the value columns in the schema: one, or one per feature. */
  valueColumns: number[];
  /** Position of the int64 row-index column, or null. */
  indexColumn: number | null;
  /** Declared by metadata `athanor.rows`, or null. */
  rows: number | null;
}

/** The schema that matrices are sent in: FixedSizeList `row`, and int64 `index` if wanted. */
export function matrixSchema(
  shape: { cols: number; dtype: Dtype; index?: boolean },
  metadata: Record<string, string> = {},
): Schema {
  const item = new Field("item", shape.dtype === "float64" ? new Float64() : new Float32(), false);
  const fields: Field[] = [new Field(VALUES_COLUMN, new FixedSizeList(shape.cols, item), false)];
  if (shape.index) fields.push(new Field(INDEX_COLUMN, new Int64(), false));
  return new Schema(fields, new Map(Object.entries(metadata)));
}

/** Recognises the schemas a matrix can come in. @throws AthanorError ATHANOR_BAD_SCHEMA for all others */
export function describeSchema(schema: Schema): MatrixLayout {
  const lists = schema.fields.filter((field) => isList(field.type));
  if (schema.fields.length === 0) throw refused("a schema without columns");
  const rows = declaredRows(schema);
  return lists.length > 0 ? { ...describeList(schema, lists), rows } : { ...describeColumns(schema), rows };
}

function describeList(schema: Schema, lists: Field[]): Omit<MatrixLayout, "rows"> {
  const column = lists[0]!;
  if (lists.length > 1) throw refused(`${lists.length} list columns (${names(lists)}); send one`);
  const rest = schema.fields.filter((field) => field !== column);
  if (rest.length > 1)
    throw refused(`columns ${names(rest)} beside the list column ${column.name}; keep one int64 index`);
  const index = rest[0];
  if (index && !isInt64(index.type)) {
    throw refused(`column ${index.name} of type ${index.type} beside ${column.name}; the row index must be int64`);
  }
  const element = (column.type.children as Field[])[0]!;
  if (!isNumber(element.type))
    throw refused(`column ${column.name} holds ${element.type}; convert it to double or float`);
  refuseTensorView(column);
  const cols = DataType.isFixedSizeList(column.type) ? column.type.listSize : null;
  if (cols !== null && cols < 1) throw refused(`column ${column.name} has lists of ${cols}; a row needs a column`);
  return {
    kind: listKind(column.type),
    dtype: storedAs([element]),
    cols,
    valueColumns: [schema.fields.indexOf(column)],
    indexColumn: index ? schema.fields.indexOf(index) : null,
  };
}

function describeColumns(schema: Schema): Omit<MatrixLayout, "rows"> {
  const index = featureIndex(schema);
  if (index && !isInt64(index.type)) {
    throw refused(`the row index ${index.name} is of type ${index.type}; convert it to int64`);
  }
  const features = schema.fields.filter((field) => field !== index);
  const bad = features.find((field) => !isNumber(field.type));
  if (bad) throw refused(`column ${bad.name} of type ${bad.type}; drop it or convert it to a number`);
  if (features.length === 0) throw refused("only a row index and no values");
  return {
    kind: "columns",
    dtype: storedAs(features),
    cols: features.length,
    valueColumns: features.map((field) => schema.fields.indexOf(field)),
    indexColumn: index ? schema.fields.indexOf(index) : null,
  };
}

/** The index among feature columns is never guessed by type: an int64 column may be a feature. */
function featureIndex(schema: Schema): Field | undefined {
  const named = schema.metadata.get(INDEX_KEY);
  if (named !== undefined) {
    const field = schema.fields.find((candidate) => candidate.name === named);
    if (!field) throw refused(`metadata ${INDEX_KEY} names column ${named}, which is not there`);
    return field;
  }
  return schema.fields.find((f) => f.metadata.get(ROLE_KEY) === "index" || f.name === INDEX_FEATURE_NAME);
}

/** A tensor's storage is its rows only as long as nothing is permuted. */
function refuseTensorView(column: Field): void {
  const extension = column.metadata.get(EXTENSION_KEY);
  if (extension !== "arrow.fixed_shape_tensor") return;
  const { permutation } = parseJson(column.metadata.get(EXTENSION_METADATA_KEY) ?? "{}");
  if (Array.isArray(permutation) && permutation.some((axis, at) => axis !== at)) {
    throw refused(`tensor column ${column.name} is permuted (${permutation}); send it in row-major order`);
  }
}

function declaredRows(schema: Schema): number | null {
  const text = schema.metadata.get(ROWS_KEY);
  if (text === undefined) return null;
  const rows = Number(text);
  if (text === "" || !Number.isSafeInteger(rows) || rows < 0) {
    throw refused(`metadata ${ROWS_KEY} is ${JSON.stringify(text)}; it must be a row count`);
  }
  return rows;
}

function storedAs(fields: Field[]): Dtype {
  return fields.every((field) => isFloat32(field.type)) ? "float32" : "float64";
}

function isFloat32(type: DataType): boolean {
  return DataType.isFloat(type) && type.precision === Precision.SINGLE;
}

function isNumber(type: DataType): boolean {
  return DataType.isInt(type) || (DataType.isFloat(type) && type.precision !== Precision.HALF);
}

function isInt64(type: DataType): boolean {
  return DataType.isInt(type) && type.isSigned && type.bitWidth === 64;
}

function isList(type: DataType): boolean {
  return DataType.isFixedSizeList(type) || DataType.isList(type) || DataType.isLargeList(type);
}

function listKind(type: DataType): MatrixLayout["kind"] {
  if (DataType.isFixedSizeList(type)) return "fixedSizeList";
  return DataType.isLargeList(type) ? "largeList" : "list";
}

function names(fields: Field[]): string {
  const shown = fields.slice(0, 5).map((field) => field.name);
  return fields.length > 5 ? `${shown.join(", ")}, ...` : shown.join(", ");
}

function parseJson(text: string): { permutation?: unknown } {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

function refused(found: string): AthanorError {
  return new AthanorError("ATHANOR_BAD_SCHEMA", `found ${found}; ${WANTED}, and at most one int64 row index`);
}
