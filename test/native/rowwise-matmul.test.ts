import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fractionsOf, RoutineBench } from "./support/routine-bench.js";

const bench = new RoutineBench(
  "rowwise.matmul",
  {},
  {
    tall: { rows: 1500, cols: 37, sigma: null },
    single: { rows: 1500, cols: 37, sigma: null, dtype: "float32" },
    collidingStride: { rows: 1100, cols: 128, sigma: null },
    oneRow: { rows: 1, cols: 37, sigma: null },
    oneColumn: { rows: 5, cols: 1, sigma: null },
    b: { rows: 37, cols: 9, sigma: null },
    five: { rows: 5, cols: 9, sigma: null },
    vector: { rows: 37, cols: 1, sigma: null, dtype: "float32" },
    b128: { rows: 128, cols: 3, sigma: null },
    b1: { rows: 1, cols: 4, sigma: null },
    nan: { rows: 1500, cols: 37, sigma: null, entries: [[1031, 3, "nan"]] },
    nanB: { rows: 37, cols: 9, sigma: null, entries: [[36, 8, "inf"]] },
  },
);
beforeAll(() => bench.make());
afterAll(() => bench.remove());

const backwards = Array.from({ length: 37 }, (_, i) => 36 - i);

describe("matmul refuses", () => {
  test.each([
    ["nan", "b", { input: "a", row: 1031, column: 3 }],
    ["tall", "nanB", { input: "b", row: 36, column: 8 }],
  ] as const)("an entry that is not finite (%s x %s), on every rank", async (a, b, details) => {
    const { failure } = await bench.run({ a, b }, {}, { ranks: 3 });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details });
  });

  test("factors whose inner dimensions differ", async () => {
    const { failure } = await bench.run({ a: "tall", b: "b128" });
    expect(failure?.code).toBe("ATHANOR_INVALID_ARGUMENT");
    expect(failure?.message).toMatch(/input b is 128 x 3; 37 x 3 is wanted/);
  });

  test("a b of which too many rows are missing", async () => {
    const positions = { indices: { b: backwards }, matrixRows: { b: 40 } };
    const { failure } = await bench.run({ a: "tall", b: "b" }, {}, positions);
    expect(failure?.message).toMatch(/input b is 40 x 9; 37 x 9 is wanted/);
  });

  test("to go on once cancelled", async () => {
    expect((await bench.run({ a: "tall", b: "b" }, {}, { cancelAfter: 1, ranks: 3 })).status).toBe("cancelled");
  });
});

describe("matmul", () => {
  test.each([
    ["tall", "b", 1],
    ["single", "b", 3],
    ["tall", "vector", 2],
    ["collidingStride", "b128", 2],
    ["oneRow", "b", 3],
    ["oneColumn", "b1", 6],
  ] as const)("agrees with numpy on %s x %s, on %i ranks", async (a, b, ranks) => {
    const { outcome, figures } = await bench.expectRight({ a, b }, {}, { ranks });
    expect(figures.product).toBeLessThan(16);
    expect(fractionsOf(outcome).at(-1)).toBe(1);
  });

  test("puts b's rows in the places their positions say", async () => {
    const positions = { positions: JSON.stringify(backwards) };
    const options = { indices: { b: backwards }, matrixRows: { b: 37 }, ranks: 3 };
    const { figures } = await bench.expectRight({ a: "tall", b: "b" }, positions, options);
    expect(figures.product).toBeLessThan(16);
  });

  test("takes missing rows of b as zero", async () => {
    const positions = [36, 0, 17, 5, 30];
    const options = { indices: { b: positions }, matrixRows: { b: 37 }, ranks: 3 };
    const given = { positions: JSON.stringify(positions) };
    const { figures } = await bench.expectRight({ a: "tall", b: "five" }, given, options);
    expect(figures.product).toBeLessThan(16);
  });

  test("takes b's rows as they are stored where their indices are labels", async () => {
    const indices = { b: [...backwards.slice(1), 1_000_000] };
    const { figures } = await bench.expectRight({ a: "tall", b: "b" }, {}, { indices, ranks: 3 });
    expect(figures.product).toBeLessThan(16);
  });

  test.each([
    ["collidingStride", "b128"],
    ["tall", "vector"],
  ] as const)("gives the same bits for one part and for 500 (%s x %s)", async (a, b) => {
    const one = await bench.run({ a, b });
    expect((await bench.run({ a, b }, {}, { parts: 500 })).outputs).toEqual(one.outputs);
  });
});
