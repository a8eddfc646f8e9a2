import { expect, it } from "vitest";
import { pyarrow } from "./support/pyarrow.js";
import { withServer } from "./support/with-server.js";

const REFUSALS: Record<string, RegExp> = {
  "null row": /ATHANOR_NULL_VALUE: column row is null in row 1;/,
  "null value": /ATHANOR_NULL_VALUE: column row is null in row 2;/,
  "null in list": /ATHANOR_NULL_VALUE: column row is null in row 1;/,
  "null in column": /ATHANOR_NULL_VALUE: column x is null in row 1;/,
  "null index": /ATHANOR_NULL_VALUE: column i is null in row 2;/,
  ragged: /ATHANOR_BAD_BATCH: .*row 2 of column row has 1 values; the rows before have 2/,
  words: /ATHANOR_BAD_SCHEMA: .*column w of type Utf8 beside row; the row index must be int64/,
  "word columns": /ATHANOR_BAD_SCHEMA: .*column w of type Utf8; drop it/,
  dictionary: /ATHANOR_BAD_SCHEMA: .*column w of type Dictionary/,
  "two lists": /ATHANOR_BAD_SCHEMA: .*2 list columns \(a, b\)/,
  "int32 index": /ATHANOR_BAD_SCHEMA: .*column i of type Int32/,
  "two indices": /ATHANOR_BAD_SCHEMA: .*columns i, j beside the list column row/,
  "absent index": /ATHANOR_BAD_SCHEMA: .*names column n, which is not there/,
  rows: /ATHANOR_BAD_SCHEMA: .*athanor.rows is "many"/,
  "no columns": /ATHANOR_BAD_SCHEMA: .*without columns/,
  "empty lists": /ATHANOR_BAD_BATCH: .*rows of column row are empty/,
  permuted: /ATHANOR_BAD_SCHEMA: .*permuted \(1,0\)/,
  compressed: /ATHANOR_UNSUPPORTED_COMPRESSION: the batch is compressed with LZ4_FRAME/,
};

it("refuses what is no matrix, and says what was found where", async () => {
  await withServer(async ({ server }) => {
    const seen = await pyarrow("refused_rows", server.uri);
    for (const [name, wanted] of Object.entries(REFUSALS)) expect.soft(seen[name].message, name).toMatch(wanted);
    expect(Object.keys(seen).sort()).toEqual(Object.keys(REFUSALS).sort());
  });
});

it("takes every accepted schema, sliced or not, as the same rows", async () => {
  await withServer(async ({ server }) => {
    const seen = await pyarrow("accepted_rows", server.uri);
    const all = Array.from({ length: 24 }, (_, at) => at);
    const cut = all.slice(6, 21);
    const indices = ["102", "103", "104", "105", "106"];
    const wanted: Record<string, unknown> = {
      fixed: { rows: 8, cols: 3, dtype: "float64", kind: "fixedSizeList", values: all, indices: [], declared: null },
      "fixed sliced": { rows: 5, values: cut, indices },
      float32: { dtype: "float32", values: all, indices: expect.arrayContaining(["100", "107"]) },
      integers: { dtype: "float64", values: all },
      list: { kind: "list", cols: 3, values: all },
      "list sliced": { kind: "list", rows: 5, values: cut, indices },
      "large list sliced": { kind: "largeList", rows: 5, values: cut },
      columns: { kind: "columns", cols: 3, dtype: "float64", values: all, declared: 8 },
      "columns sliced": { cols: 3, values: cut, indices },
      "named index": { cols: 3, values: all, indices: expect.arrayContaining(["100"]) },
      "int64 feature": { cols: 4, indices: [] },
      "bitmap without nulls": { values: all },
      "null sliced away": { rows: 8, values: all },
      tensor: { cols: 3, values: all },
      empty: { rows: 0, cols: 3, values: [] },
    };
    for (const [name, rows] of Object.entries(wanted)) expect.soft(seen[name], name).toMatchObject(rows as object);
    expect(Object.keys(seen).sort()).toEqual(Object.keys(wanted).sort());
  });
});

it("sends rows that pyarrow validates and reads", async () => {
  await withServer(async ({ server }) => {
    const rows = [0, 3, 6, 9].map((first) => [first, first + 1, first + 2]);
    expect(await pyarrow("matrix", server.uri)).toEqual({ rows, index: [9, 8, 7, -6], chunks: 2 });
  });
});
