import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Figures, fractionsOf, RoutineBench } from "./support/routine-bench.js";
import { graded, harmonic } from "./support/rowwise.js";

const bench = new RoutineBench(
  "rowwise.leastSquares",
  { method: "auto", intercept: false, rcond: 0, tol: 1e-10, maxIterations: 1000, strict: false },
  {
    tall: { rows: 600, cols: 37, sigma: null },
    single: { rows: 600, cols: 37, sigma: null, dtype: "float32" },
    shifted: { rows: 600, cols: 37, sigma: null, offset: 1000 },
    constantColumn: { rows: 600, cols: 37, sigma: null, columns: { 4: 7 } },
    collidingStride: { rows: 600, cols: 128, sigma: null },
    square: { rows: 60, cols: 60, sigma: harmonic(60) },
    wide: { rows: 40, cols: 70, sigma: null },
    graded: { rows: 600, cols: 40, sigma: graded(40, 1e-12) },
    deficient: { rows: 600, cols: 40, sigma: harmonic(7), columns: { 5: 0 } },
    huge: { rows: 600, cols: 10, sigma: null, scale: 1e200 },
    tiny: { rows: 600, cols: 10, sigma: null, scale: 1e-200 },
    oneColumn: { rows: 40, cols: 1, sigma: null },
    zero: { rows: 40, cols: 3, sigma: null, scale: 0 },
    entry: { rows: 1, cols: 1, sigma: null },
    b: { rows: 600, cols: 9, sigma: null },
    vector: { rows: 600, cols: 1, sigma: null, dtype: "float32" },
    many: { rows: 600, cols: 70, sigma: null },
    hugeB: { rows: 600, cols: 2, sigma: null, scale: 1e100 },
    b60: { rows: 60, cols: 3, sigma: null },
    b40: { rows: 40, cols: 3, sigma: null },
    b1: { rows: 1, cols: 1, sigma: null },
    nan: { rows: 600, cols: 37, sigma: null, entries: [[431, 3, "nan"]] },
    nanB: { rows: 600, cols: 9, sigma: null, entries: [[31, 8, "inf"]] },
    pictures: { rows: 1000, cols: 784, sigma: null, kind: "fashion_mnist", what: "images", dtype: "float32" },
    classes: { rows: 1000, cols: 10, sigma: null, kind: "fashion_mnist", what: "onehot" },
  },
);
beforeAll(() => bench.make());
afterAll(() => bench.remove());

describe("leastSquares refuses", () => {
  test.each([
    ["nan", "b", { input: "a", row: 431, column: 3 }],
    ["tall", "nanB", { input: "b", row: 31, column: 8 }],
  ] as const)("an entry that is not finite (%s and %s), on every rank", async (a, b, details) => {
    const { failure } = await bench.run({ a, b }, {}, { ranks: 3 });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details });
  });

  test("right-hand sides with other rows", async () => {
    const { failure } = await bench.run({ a: "tall", b: "b40" });
    expect(failure?.code).toBe("ATHANOR_INVALID_ARGUMENT");
    expect(failure?.message).toMatch(/b has 40 stored rows, and a has 600/);
  });

  test("right-hand sides stored in another order of rows", async () => {
    const rows = Array.from({ length: 40 }, (_, i) => i);
    const indices = { a: rows, b: [...rows].reverse() };
    const { failure } = await bench.run({ a: "oneColumn", b: "b40" }, {}, { indices, ranks: 3 });
    expect(failure).toMatchObject({ code: "ATHANOR_INVALID_ARGUMENT", details: { row: 0 } });
  });

  test("to return what has not converged when strict, and says how far it came", async () => {
    const few = { method: "lsqr", maxIterations: 3 };
    const { failure } = await bench.run({ a: "square", b: "b60" }, { ...few, strict: true });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_CONVERGED", details: { iterations: 3 } });
    expect(failure?.details.residual).toBeGreaterThan(1e-10);
    const { result } = await bench.run({ a: "square", b: "b60" }, few);
    expect(result).toMatchObject({ converged: false, iterations: 3, effectiveRank: null });
    expect(result.warnings).toEqual([expect.stringMatching(/not converged in 3 iterations/)]);
  });

  test.each([
    ["tsqr", 3],
    ["lsqr", 5],
  ] as const)("to go on once cancelled, in a later pass (%s)", async (method, cancelAfter) => {
    const outcome = await bench.run({ a: "tall", b: "b" }, { method }, { cancelAfter, ranks: 3 });
    expect(outcome.status).toBe("cancelled");
  });
});

/** What numpy finds, and figures that say the truth. */
function expectSolved(figures: Figures): void {
  expect(figures.gradient).toBeLessThan(20);
  expect(figures.excess).toBeLessThan(20);
  expect(figures.error).toBeLessThan(50);
  expect(figures.intercept).toBeLessThan(10);
  expect(figures.reportedResidual).toBeLessThan(20);
  expect(figures.reportedGradient).toBeLessThan(20);
}

describe("leastSquares by QR", () => {
  test.each([
    ["tall", "b", 1, false],
    ["tall", "vector", 3, false],
    ["single", "b", 3, false],
    ["shifted", "many", 2, true],
    ["collidingStride", "b", 2, false],
    ["square", "b60", 3, false],
    ["graded", "b", 3, false],
    ["huge", "hugeB", 2, true],
    ["tiny", "b", 2, false],
    ["oneColumn", "b40", 3, true],
    ["entry", "b1", 3, false],
  ] as const)("finds the x of %s and %s, on %i ranks, with intercept: %s", async (a, b, ranks, intercept) => {
    const { outcome, figures } = await bench.expectRight({ a, b }, { intercept }, { ranks });
    expectSolved(figures);
    expect(outcome.result).toMatchObject({
      method: "tsqr",
      effectiveRank: figures.rank,
      converged: true,
      warnings: [],
    });
    expect(fractionsOf(outcome).at(-1)).toBe(1);
  });

  test.each([
    ["deficient", "b", 3, false],
    ["constantColumn", "b", 2, true],
    ["wide", "b40", 3, false],
    ["wide", "b40", 2, true],
    ["zero", "b40", 2, false],
    ["entry", "b1", 2, true],
  ] as const)(
    "finds the x of least norm of %s and %s, on %i ranks, with intercept: %s",
    async (a, b, ranks, intercept) => {
      const { outcome, figures } = await bench.expectRight({ a, b }, { intercept }, { ranks });
      expectSolved(figures);
      expect(outcome.result).toMatchObject({ method: "tsqr", effectiveRank: figures.rank });
    },
  );

  test("says that there are many solutions, and counts singular values by rcond", async () => {
    const { outcome, figures } = await bench.expectRight({ a: "square", b: "b60" }, { rcond: 0.0501 });
    expect(figures.error).toBeLessThan(50);
    expect(outcome.result).toMatchObject({ effectiveRank: 19 });
    expect(outcome.result.warnings).toEqual([expect.stringMatching(/rank 19 of 60.*least norm/)]);
  });

  test("classifies pictures as numpy does", async () => {
    const { outcome, figures } = await bench.expectRight({ a: "pictures", b: "classes" }, { intercept: true });
    expectSolved(figures);
    expect(outcome.result.effectiveRank).toBe(figures.rank);
  });
});

describe("leastSquares by LSQR", () => {
  test.each([
    ["tall", "many", 1, false],
    ["single", "b", 3, false],
    ["shifted", "b", 2, true],
    ["collidingStride", "vector", 2, false],
    ["wide", "b40", 3, false],
    ["deficient", "b", 3, false],
    ["tiny", "b", 2, false],
    ["zero", "b40", 2, false],
    ["entry", "b1", 3, false],
  ] as const)(
    "finds the x of least norm of %s and %s, on %i ranks, with intercept: %s",
    async (a, b, ranks, intercept) => {
      const params = { method: "lsqr", tol: 1e-14, intercept };
      const { outcome, figures } = await bench.expectRight({ a, b }, params, { ranks });
      expectSolved(figures);
      expect(outcome.result).toMatchObject({ method: "lsqr", converged: true, warnings: [] });
      expect(fractionsOf(outcome).at(-1)).toBe(1);
    },
  );

  test("keeps what tol promises", async () => {
    const { outcome } = await bench.expectRight({ a: "tall", b: "b" }, { method: "lsqr", tol: 1e-3 });
    const { result } = await bench.run({ a: "tall", b: "b" }, { method: "lsqr", tol: 1e-12 });
    expect(outcome.result.iterations).toBeLessThan(result.iterations as number);
    expect(result.iterations).toBeLessThan(40);
  });
});

test.each([
  ["collidingStride", "b", "tsqr"],
  ["tall", "vector", "lsqr"],
] as const)("leastSquares gives the same bits for one part and for 500 (%s and %s, %s)", async (a, b, method) => {
  const one = await bench.run({ a, b }, { method });
  expect((await bench.run({ a, b }, { method }, { parts: 500 })).outputs).toEqual(one.outputs);
});
