import { tableFromArrays } from "apache-arrow";
import { type MatrixInput, openSource } from "athanor-client";
import { describe, expect, it } from "vitest";
import { gather, items, read, refusal } from "./read-source.js";

const two = [
  [1, 2, 3],
  [4, 5, 6],
];

describe("refusals", () => {
  it("a flat array without shape is refused with its length", async () => {
    expect((await refusal(new Float64Array(6))).message).toMatch(
      /^ATHANOR_INVALID_ARGUMENT: a flat array of 6 entries/,
    );
  });

  it("a shape that does not fit is refused with both sizes", async () => {
    expect((await refusal(new Float64Array(6), { shape: [4, 2] })).text).toMatch(/shape \[4, 2\].*6 entries/);
    expect((await refusal(new Float64Array(0), { shape: [0, 0] })).code).toBe("ATHANOR_INVALID_ARGUMENT");
    expect((await refusal(new Float64Array(6), { shape: [1.5, 4] })).code).toBe("ATHANOR_INVALID_ARGUMENT");
  });

  it("a ragged row is named with its length and the one wanted", async () => {
    const error = await refusal([
      [1, 2, 3],
      [4, 5],
    ]);
    expect(error.text).toMatch(/row 1 has 2 entries, row 0 has 3/);
    expect(error.details).toEqual({ row: 1 });
  });

  it("null, undefined and holes are refused with row and column", async () => {
    expect(await refusal([[1, null]])).toMatchObject({ code: "ATHANOR_NULL_VALUE", details: { row: 0, column: 1 } });
    expect((await refusal([[1, 2], new Array(2)])).code).toBe("ATHANOR_NULL_VALUE");
  });

  it("entries that are no numbers are refused, not converted", async () => {
    expect(await refusal([[1, "2"]])).toMatchObject({
      code: "ATHANOR_INVALID_ARGUMENT",
      details: { row: 0, column: 1 },
    });
    expect((await refusal([[true]])).text).toMatch(/a boolean/);
  });

  it("things that are no matrix are refused with what they are", async () => {
    expect((await refusal(42)).text).toMatch(/a number/);
    expect((await refusal(null)).text).toMatch(/null/);
    expect((await refusal({})).text).toMatch(/class Object/);
    expect((await refusal(new Map())).text).toMatch(/no rows|row 0/);
    expect((await refusal([1, 2, 3])).text).toMatch(/row 0 is a number/);
    expect((await refusal(new Int32Array(4), { shape: [2, 2] })).code).toBe("ATHANOR_INVALID_ARGUMENT");
  });

  it("a sparse matrix is refused with what it would be dense", async () => {
    const sparse = {
      indptr: new Int32Array(1_000_001),
      indices: new Int32Array(5),
      data: new Float64Array(5),
      shape: [1e6, 4e5],
    };
    const error = await refusal(sparse);
    expect(error.code).toBe("ATHANOR_SPARSE_INPUT");
    expect(error.text).toMatch(/60 B \(1000000 x 400000\) would be 3\.2 TB dense/);
    expect((await refusal({ row: [0], col: [0], data: [1], shape: [3, 3] })).code).toBe("ATHANOR_SPARSE_INPUT");
  });

  it("no rows and no width is refused, no rows with a width is a matrix", async () => {
    expect((await refusal([])).text).toMatch(/number of columns is unknown/);
    expect(await read([], { shape: [0, 3] })).toMatchObject({ shape: [0, 3] });
    expect(await read(new Float64Array(0), { shape: [0, 3] })).toMatchObject({ shape: [0, 3] });
  });

  it("batches of the wrong size are refused with their ordinal", async () => {
    const good = { rows: 2, values: new Float64Array(6) };
    expect(await refusal(items(good, { rows: 2, values: new Float64Array(5) }))).toMatchObject({
      details: { batch: 1 },
    });
    expect((await refusal(items({ rows: 2, values: new Float64Array(5) }))).text).toMatch(/2 rows and 5 values/);
    expect((await refusal(items({ ...good, indices: new BigInt64Array(1) }))).text).toMatch(/2 rows and 1 indices/);
  });

  it("an error of the source comes through as it is", async () => {
    async function* broken() {
      yield [1, 2];
      throw new TypeError("the database went away");
    }
    await expect(read(broken())).rejects.toThrow(new TypeError("the database went away"));
  });

  it("an index that is asked for must be there", async () => {
    expect((await refusal(two, { rowIndex: "labels" })).text).toMatch(/have no indices/);
    expect((await refusal(new Float64Array(2), { shape: [1, 2], rowIndex: "positions" })).text).toMatch(
      /has no indices/,
    );
    const table = tableFromArrays({ a: new Float64Array(2), b: new Float64Array(2) });
    expect((await refusal(table, { rowIndex: "labels" })).code).toBe("ATHANOR_BAD_SCHEMA");
    expect((await refusal(table, { indexColumn: "nope" })).text).toMatch(/nope/);
  });
});

describe("arrays and iterables", () => {
  it("a flat array is cut by its shape and keeps its precision", async () => {
    expect(await read(Float64Array.of(1, 2, 3, 4, 5, 6), { shape: [2, 3] })).toMatchObject({
      rows: two,
      dtype: "float64",
    });
    expect(await read(Float32Array.of(1, 2, 3, 4, 5, 6), { shape: [3, 2] })).toMatchObject({
      shape: [3, 2],
      dtype: "float32",
    });
  });

  it("any run of a flat array can be read", async () => {
    const source = await openSource(Float64Array.of(1, 2, 3, 4, 5, 6), { shape: [3, 2] });
    const runs: number[][] = [];
    for await (const batch of source.range!({ from: 1, to: 3 })) runs.push([...batch.values]);
    expect(runs).toEqual([[3, 4, 5, 6]]);
  });

  it("rows come from arrays, typed arrays, generators and async generators alike", async () => {
    for (const input of [two, two.map((row) => Float64Array.from(row)), new Set(two), items(...two)]) {
      expect(await read(input as MatrixInput)).toMatchObject({ rows: two, dtype: "float64" });
    }
    expect(await read(items(Float32Array.of(1, 2)))).toMatchObject({ dtype: "float32" });
  });

  it("batches carry their indices along", async () => {
    const batch = (from: bigint) => ({
      rows: 2,
      values: Float64Array.of(1, 2, 3, 4),
      indices: BigInt64Array.of(from, from + 1n),
    });
    const source = await openSource(items(batch(10n), batch(20n)), {});
    expect(source.rowIndex).toBe("labels");
    expect(await gather(source)).toMatchObject({ shape: [4, 2], indices: [10, 11, 20, 21] });
  });

  it("NaN and infinity are taken: only routines refuse them", async () => {
    const { rows } = await read([[Number.NaN, Number.POSITIVE_INFINITY]]);
    expect(rows[0]).toEqual([Number.NaN, Number.POSITIVE_INFINITY]);
  });

  it("dtype converts and scale multiplies", async () => {
    const { rows, dtype } = await read([[0, 255]], { dtype: "float32", scale: 1 / 255 });
    expect({ rows, dtype }).toEqual({ rows: [[0, 1]], dtype: "float32" });
  });

  it("leaving a source early runs its finally", async () => {
    let ended = false;
    async function* source() {
      try {
        for (;;) yield [1, 2];
      } finally {
        ended = true;
      }
    }
    const opened = await openSource(source(), {});
    await opened.close();
    expect(ended).toBe(true);
  });
});
