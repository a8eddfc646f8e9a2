import { Field, Int64, makeData, RecordBatch, Schema, Struct, Table, Utf8, vectorFromArray } from "apache-arrow";
import { type FlightData, type JobOutput, matrixSchema as rowSchema, tableToFlightData } from "athanor-client/wire";
import type { MatrixRecord } from "../catalog/types.js";

/** The table that a job's FlightInfo leads to: one row per output. */
export const SUMMARY_SCHEMA: Schema = new Schema([
  new Field("role", new Utf8(), false),
  new Field("name", new Utf8(), true),
  new Field("id", new Utf8(), false),
  new Field("rows", new Int64(), false),
  new Field("cols", new Int64(), false),
  new Field("dtype", new Utf8(), false),
]);

/** The schema that a matrix is read in: FixedSizeList `row`, and int64 `index` where its rows have one. */
export function matrixSchema(record: MatrixRecord): Schema {
  const metadata: Record<string, string> = { "athanor.matrix": record.id, "athanor.rowIndex": record.rowIndex };
  if (record.rows !== null) metadata["athanor.rows"] = String(record.storedRows ?? record.rows);
  return rowSchema({ cols: record.cols, dtype: record.dtype, index: record.rowIndex !== "none" }, metadata);
}

/** The summary table as the messages of a DoGet. */
export function summaryTable(outputs: JobOutput[]): FlightData[] {
  const columns = [
    vectorFromArray(
      outputs.map((output) => output.role),
      new Utf8(),
    ),
    vectorFromArray(
      outputs.map((output) => output.name),
      new Utf8(),
    ),
    vectorFromArray(
      outputs.map((output) => output.id),
      new Utf8(),
    ),
    vectorFromArray(
      outputs.map((output) => BigInt(output.rows)),
      new Int64(),
    ),
    vectorFromArray(
      outputs.map((output) => BigInt(output.cols)),
      new Int64(),
    ),
    vectorFromArray(
      outputs.map((output) => output.dtype),
      new Utf8(),
    ),
  ];
  const children = columns.map((column) => column.data[0]!);
  const data = makeData({ type: new Struct(SUMMARY_SCHEMA.fields), length: outputs.length, children });
  return tableToFlightData(new Table(SUMMARY_SCHEMA, [new RecordBatch(SUMMARY_SCHEMA, data)]));
}
