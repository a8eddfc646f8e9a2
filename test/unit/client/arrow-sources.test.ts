import {
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int64,
  makeData,
  RecordBatch,
  RecordBatchReader,
  Schema,
  Struct,
  Table,
  tableFromArrays,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import type { MatrixInput } from "athanor-client";
import { describe, expect, it } from "vitest";
import { items, read, refusal } from "./read-source.js";

const two = [
  [1, 2, 3],
  [4, 5, 6],
];

describe("Arrow", () => {
  it("Arrow columns that hold no numbers are refused by name", async () => {
    const table = new Table({ a: vectorFromArray([1, 2]), city: vectorFromArray(["x", "y"], new Utf8()) });
    expect(await refusal(table)).toMatchObject({ code: "ATHANOR_BAD_SCHEMA" });
    expect((await refusal(table)).text).toMatch(/city/);
  });

  it("nulls in Arrow are refused with column and row", async () => {
    const table = new Table({ a: vectorFromArray([1, 2]), b: vectorFromArray([1, null], new Float64()) });
    expect(await refusal(table)).toMatchObject({ code: "ATHANOR_NULL_VALUE", details: { column: "b", row: 1 } });
  });

  const columns = tableFromArrays({ a: Float64Array.of(1, 4), b: Int32Array.of(2, 5), c: Float32Array.of(3, 6) });

  it("one column per feature is interleaved, integers widen", async () => {
    expect(await read(columns)).toMatchObject({ rows: two, dtype: "float64" });
  });

  it("tables, batches, readers and iterables of batches give the same rows", async () => {
    const inputs = [
      columns,
      columns.batches[0]!,
      RecordBatchReader.from(tableToIPC(columns)),
      items(...columns.batches),
    ];
    for (const input of inputs) expect(await read(input as MatrixInput)).toMatchObject({ rows: two });
  });

  it("a fixed-size list column is the matrix, an int64 column beside it the index", async () => {
    expect(await read(listBatch())).toMatchObject({
      rows: [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      dtype: "float32",
      indices: [7, 8, 9],
    });
  });

  it("a slice of a batch gives the slice's rows", async () => {
    expect(await read(listBatch().slice(1, 3))).toMatchObject({
      rows: [
        [3, 4],
        [5, 6],
      ],
      indices: [8, 9],
    });
    expect(await read(columns.batches[0]!.slice(1, 2))).toMatchObject({ rows: [[4, 5, 6]] });
  });

  it("a named int64 column among features becomes the index", async () => {
    const table = new Table({ id: vectorFromArray([5n, 3n], new Int64()), a: vectorFromArray([1, 2], new Float64()) });
    expect(await read(table, { indexColumn: "id" })).toMatchObject({ rows: [[1], [2]], indices: [5, 3] });
  });

  it("lists of one length are rows, a shorter one is refused with its row", async () => {
    expect(
      await read(
        new Table({
          row: vectorFromArray([
            [1, 2],
            [3, 4],
          ]),
        }),
      ),
    ).toMatchObject({
      rows: [
        [1, 2],
        [3, 4],
      ],
    });
    const ragged = new Table({ row: vectorFromArray([[1, 2], [3]]) });
    expect(await refusal(ragged)).toMatchObject({ code: "ATHANOR_BAD_BATCH", details: { row: 1 } });
  });
});

/** Three rows of two floats with the indices 7, 8 and 9. */
function listBatch(): RecordBatch {
  const list = new FixedSizeList(2, new Field("item", new Float32(), false));
  const child = makeData({ type: new Float32(), length: 6, data: Float32Array.of(1, 2, 3, 4, 5, 6) });
  const schema = new Schema([new Field("row", list, false), new Field("index", new Int64(), false)]);
  const children = [
    makeData({ type: list, length: 3, child }),
    makeData({ type: new Int64(), length: 3, data: BigInt64Array.of(7n, 8n, 9n) }),
  ];
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: 3, children }));
}
