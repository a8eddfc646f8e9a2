import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fractionsOf, RoutineBench } from "./support/routine-bench.js";

const bench = new RoutineBench(
  "scalapack.matmul",
  {},
  {
    a: { rows: 700, cols: 310, sigma: null },
    b: { rows: 310, cols: 450, sigma: null },
    single: { rows: 700, cols: 310, sigma: null, dtype: "float32" },
    singleB: { rows: 310, cols: 450, sigma: null, dtype: "float32" },
    tall: { rows: 3000, cols: 4, sigma: null },
    narrow: { rows: 4, cols: 3, sigma: null },
    wide: { rows: 3, cols: 3000, sigma: null },
    oneRow: { rows: 1, cols: 310, sigma: null },
    row: { rows: 1, cols: 5, sigma: null },
    column: { rows: 3000, cols: 1, sigma: null },
    nan: { rows: 700, cols: 310, sigma: null, entries: [[699, 3, "nan"]] },
    infinite: { rows: 310, cols: 450, sigma: null, entries: [[200, 449, "inf"]] },
  },
);
beforeAll(() => bench.make());
afterAll(() => bench.remove());

const backwards = Array.from({ length: 310 }, (_, i) => 309 - i);

describe("matmul refuses", () => {
  test.each([
    ["nan", "b", { input: "a", row: 699, column: 3 }],
    ["a", "infinite", { input: "b", row: 200, column: 449 }],
  ] as const)("an entry that is not finite (%s x %s), on every rank", async (a, b, details) => {
    const { failure } = await bench.run({ a, b }, {}, { ranks: 3 });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details });
  });

  test("factors whose inner dimensions differ", async () => {
    const { failure } = await bench.run({ a: "a", b: "narrow" });
    expect(failure?.code).toBe("ATHANOR_INVALID_ARGUMENT");
    expect(failure?.message).toMatch(/input b \(4 x 3\) needs 310 rows: as many as a has columns/);
  });

  test("factors of two dtypes, and says what to do", async () => {
    const { failure } = await bench.run({ a: "a", b: "singleB" });
    expect(failure?.code).toBe("ATHANOR_INVALID_ARGUMENT");
    expect(failure?.message).toMatch(/input a is float64 and input b is float32.*convert one/);
  });

  test.each([0, 2, 4])("to go on once cancelled, after %i answers", async (cancelAfter) => {
    expect((await bench.run({ a: "a", b: "b" }, {}, { cancelAfter, ranks: 3 })).status).toBe("cancelled");
  });
});

describe("matmul", () => {
  test.each([
    ["a", "b", 1],
    ["a", "b", 6],
    ["single", "singleB", 4],
    ["tall", "narrow", 4],
    ["wide", "column", 3],
    ["column", "row", 2],
    ["oneRow", "b", 3],
  ] as const)("agrees with numpy on %s x %s, on %i ranks", async (a, b, ranks) => {
    const { outcome, figures } = await bench.expectRight({ a, b }, {}, { ranks });
    expect(figures.product).toBeLessThan(16);
    expect(fractionsOf(outcome).at(-1)).toBe(1);
    expect(outcome.result.timings).toMatchObject({ redistribute: expect.any(Number), multiply: expect.any(Number) });
  });

  test("puts b's rows in the places their positions say, and zeros where rows are missing", async () => {
    const options = { ranks: 3, indices: { b: backwards }, matrixRows: { b: 310 } };
    const { figures } = await bench.expectRight({ a: "a", b: "b" }, {}, options);
    expect(figures.product).toBeLessThan(16);
    const missing = { ranks: 2, indices: { b: [309, 0, 7, 100] }, matrixRows: { b: 310 } };
    expect((await bench.expectRight({ a: "a", b: "narrow" }, {}, missing)).figures.product).toBeLessThan(16);
  });

  test("gives the same bits for one part and for 500", async () => {
    const one = await bench.run({ a: "a", b: "b" });
    expect((await bench.run({ a: "a", b: "b" }, {}, { parts: 500 })).outputs).toEqual(one.outputs);
  });
});
