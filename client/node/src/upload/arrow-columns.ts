import { type Data, Schema } from "apache-arrow";
import { AthanorError } from "../wire/errors.js";
import { describeSchema, INDEX_KEY, type MatrixLayout } from "../wire/matrix-schema.js";
import type { SourceOptions } from "./row-source.js";

/**
 * Where in a record batch the rows are, with the index column that the caller named.
 * @throws AthanorError ATHANOR_BAD_SCHEMA with the column that does not fit
 */
export function planColumns(schema: Schema, options: SourceOptions): MatrixLayout {
  const { indexColumn, rowIndex } = options;
  const named = indexColumn
    ? new Schema(schema.fields, new Map([...schema.metadata, [INDEX_KEY, indexColumn]]))
    : schema;
  const layout = describeSchema(named);
  if (layout.indexColumn === null && rowIndex && rowIndex !== "none") {
    const text = `rowIndex "${rowIndex}" was asked for, but no column is the row index; name an int64 column with indexColumn`;
    throw new AthanorError("ATHANOR_BAD_SCHEMA", text);
  }
  return layout;
}

export function refuseNulls(data: Data, column: string, firstRow: number, entriesPerRow = 1): void {
  if (data.nullCount === 0) return;
  let at = 0;
  while (at < data.length && data.getValid(at)) at++;
  const row = firstRow + Math.floor(at / entriesPerRow);
  throw new AthanorError("ATHANOR_NULL_VALUE", `column "${column}", row ${row} is null; fill it or drop the row`, {
    details: { column, row },
  });
}
