import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fractionsOf, RoutineBench } from "./support/routine-bench.js";
import { graded, harmonic } from "./support/rowwise.js";

const bench = new RoutineBench(
  "scalapack.solve",
  {},
  {
    a: { rows: 300, cols: 300, sigma: null },
    b: { rows: 300, cols: 7, sigma: null },
    single: { rows: 150, cols: 150, sigma: null, dtype: "float32" },
    singleB: { rows: 150, cols: 1, sigma: null, dtype: "float32" },
    graded: { rows: 100, cols: 100, sigma: graded(100, 1e-12) },
    nearlySingular: { rows: 100, cols: 100, sigma: graded(100, 1e-18) },
    b100: { rows: 100, cols: 3, sigma: null },
    huge: { rows: 100, cols: 100, sigma: null, scale: 1e200 },
    singular: { rows: 100, cols: 100, sigma: harmonic(100), columns: { 70: 0 } },
    entry: { rows: 1, cols: 1, sigma: null },
    entryB: { rows: 1, cols: 2, sigma: null },
    tall: { rows: 100, cols: 99, sigma: null },
    nan: { rows: 100, cols: 3, sigma: null, entries: [[99, 2, "nan"]] },
  },
);
beforeAll(() => bench.make());
afterAll(() => bench.remove());

describe("solve refuses", () => {
  test("a singular matrix, with its pivot and the rank that has it, on every rank", async () => {
    const { failure } = await bench.run({ a: "singular", b: "b100" }, {}, { ranks: 3 });
    expect(failure?.code).toBe("ATHANOR_SINGULAR");
    expect(failure?.message).toMatch(/pivot 71 of 100.*rowwise\.leastSquares/);
    expect(failure?.details).toEqual({ info: 71, rank: expect.any(Number) });
  });

  test.each([
    [{ a: "tall", b: "b100" }, /100 x 99.*not square/],
    [{ a: "a", b: "b100" }, /b \(100 x 3\).*300 rows/],
    [{ a: "a", b: "singleB" }, /a is float64 and input b is float32.*same dtype/],
  ] as const)("shapes and dtypes that do not fit (%j)", async (inputs, message) => {
    const { failure } = await bench.run(inputs);
    expect(failure?.code).toBe("ATHANOR_INVALID_ARGUMENT");
    expect(failure?.message).toMatch(message);
  });

  test("a right-hand side that is not finite", async () => {
    const { failure } = await bench.run({ a: "graded", b: "nan" }, {}, { ranks: 3 });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details: { input: "b", row: 99, column: 2 } });
  });

  test("to go on once cancelled", async () => {
    expect((await bench.run({ a: "a", b: "b" }, {}, { cancelAfter: 4, ranks: 2 })).status).toBe("cancelled");
  });
});

describe("solve", () => {
  test.each([
    ["a", "b", 1],
    ["a", "b", 4],
    ["a", "b", 6],
    ["single", "singleB", 3],
    ["graded", "b100", 2],
    ["huge", "b100", 2],
    ["entry", "entryB", 3],
  ] as const)("has a backward error of a few eps on %s x = %s, on %i ranks, and states it", async (a, b, ranks) => {
    const { outcome, figures } = await bench.expectRight({ a, b }, {}, { ranks });
    expect(figures.backwardError).toBeLessThan(10);
    expect(figures.stated).toBeLessThan(5);
    expect(figures.rcond).toBeGreaterThan(0.99);
    expect(figures.rcond).toBeLessThan(10);
    expect(figures.warnings).toBe(0);
    expect(fractionsOf(outcome).at(-1)).toBe(1);
  });

  test("warns where the matrix is singular to working precision", async () => {
    const { outcome } = await bench.expectRight({ a: "nearlySingular", b: "b100" });
    expect(outcome.result.warnings).toEqual([expect.stringMatching(/nearly singular.*no correct digit/)]);
  });

  test("puts rows in the order of their positions, on both sides", async () => {
    const a = Array.from({ length: 300 }, (_, i) => (i * 7) % 300);
    const b = Array.from({ length: 300 }, (_, i) => (i * 11) % 300);
    const options = { ranks: 3, parts: 7, indices: { a, b }, matrixRows: { a: 300, b: 300 } };
    const { figures } = await bench.expectRight({ a: "a", b: "b" }, {}, options);
    expect(figures.backwardError).toBeLessThan(10);
  });
});
