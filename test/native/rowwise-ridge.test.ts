import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Figures, fractionsOf, RoutineBench } from "./support/routine-bench.js";
import { graded, harmonic } from "./support/rowwise.js";

const bench = new RoutineBench(
  "rowwise.ridge",
  {
    ...{ lambda: 1, intercept: true, method: "auto", tol: 1e-12, maxIterations: 1000, strict: false },
    ...{ features: 0, gamma: 1, seed: 1 },
  },
  {
    tall: { rows: 400, cols: 37, sigma: null },
    single: { rows: 400, cols: 37, sigma: null, dtype: "float32" },
    shifted: { rows: 400, cols: 37, sigma: null, offset: 1000 },
    collidingStride: { rows: 400, cols: 128, sigma: null },
    square: { rows: 60, cols: 60, sigma: harmonic(60) },
    wide: { rows: 40, cols: 70, sigma: null },
    graded: { rows: 400, cols: 40, sigma: graded(40, 1e-12) },
    deficient: { rows: 400, cols: 40, sigma: harmonic(7), columns: { 5: 0 } },
    huge: { rows: 400, cols: 10, sigma: null, scale: 1e200 },
    tiny: { rows: 400, cols: 10, sigma: null, scale: 1e-200 },
    oneColumn: { rows: 40, cols: 1, sigma: null },
    zero: { rows: 40, cols: 3, sigma: null, scale: 0 },
    entry: { rows: 1, cols: 1, sigma: null },
    points: { rows: 120, cols: 5, sigma: null, scale: 0.5 },
    endless: { rows: 40, cols: 3, sigma: null, scale: 1e307 },
    b: { rows: 400, cols: 9, sigma: null, offset: 3 },
    vector: { rows: 400, cols: 1, sigma: null, dtype: "float32" },
    many: { rows: 400, cols: 70, sigma: null },
    hugeB: { rows: 400, cols: 2, sigma: null, scale: 1e100 },
    b120: { rows: 120, cols: 2, sigma: null },
    b60: { rows: 60, cols: 3, sigma: null },
    b40: { rows: 40, cols: 3, sigma: null },
    b1: { rows: 1, cols: 1, sigma: null },
    nan: { rows: 400, cols: 37, sigma: null, entries: [[231, 3, "nan"]] },
    nanB: { rows: 400, cols: 9, sigma: null, entries: [[31, 8, "inf"]] },
    pictures: { rows: 1000, cols: 784, sigma: null, kind: "fashion_mnist", what: "images", dtype: "float32" },
    classes: { rows: 1000, cols: 10, sigma: null, kind: "fashion_mnist", what: "onehot" },
  },
);
beforeAll(() => bench.make());
afterAll(() => bench.remove());

describe("ridge refuses", () => {
  test.each([
    ["nan", "b", 0, { input: "a", row: 231, column: 3 }],
    ["nan", "b", 20, { input: "a", row: 231, column: 3 }],
    ["tall", "nanB", 0, { input: "b", row: 31, column: 8 }],
  ] as const)(
    "an entry that is not finite (%s and %s, %i features), on every rank",
    async (a, b, features, details) => {
      const { failure } = await bench.run({ a, b }, { features }, { ranks: 3 });
      expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details });
    },
  );

  test("features of entries whose products leave the range of a double", async () => {
    const { failure } = await bench.run({ a: "endless", b: "b40" }, { features: 20, gamma: 100 });
    expect(failure?.code).toBe("ATHANOR_INVALID_ARGUMENT");
    expect(failure?.message).toMatch(/Standardize a/);
  });

  test("targets with other rows", async () => {
    const { failure } = await bench.run({ a: "tall", b: "b40" });
    expect(failure?.message).toMatch(/b has 40 stored rows, and a has 400/);
  });

  test("to return what has not converged when strict, and says how far it came", async () => {
    const few = { method: "cg", lambda: 0, maxIterations: 3 };
    const { failure } = await bench.run({ a: "square", b: "b60" }, { ...few, strict: true });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_CONVERGED", details: { iterations: 3 } });
    const { outcome, figures } = await bench.expectRight({ a: "square", b: "b60" }, few);
    expect(outcome.result).toMatchObject({ converged: false, iterations: 3 });
    expect(outcome.result.warnings).toEqual([expect.stringMatching(/not converged in 3 iterations/)]);
    expect(figures.reported).toBeLessThan(10);
  });

  test.each([
    ["cholesky", 3],
    ["cg", 4],
  ] as const)("to go on once cancelled, in a later pass (%s)", async (method, cancelAfter) => {
    const outcome = await bench.run({ a: "tall", b: "b" }, { method }, { cancelAfter, ranks: 3 });
    expect(outcome.status).toBe("cancelled");
  });
});

/** What numpy finds, and figures that say the truth. */
function expectSolved(figures: Figures): void {
  expect(figures.gradient).toBeLessThan(20);
  expect(figures.error).toBeLessThan(50);
  expect(figures.intercept).toBeLessThan(20);
  expect(figures.reported).toBeLessThan(20);
  expect(figures.reportedResidual).toBeLessThan(20);
}

describe("ridge", () => {
  test.each([
    ["tall", "b", 1, { lambda: 1 }],
    ["tall", "vector", 3, { lambda: 0, intercept: false }],
    ["single", "b", 3, { lambda: 0.5 }],
    ["shifted", "many", 2, { lambda: 10 }],
    ["collidingStride", "b", 2, { lambda: 1 }],
    ["square", "b60", 3, { lambda: 1e-3, intercept: false }],
    ["wide", "b40", 3, { lambda: 0.1 }],
    ["graded", "b", 2, { lambda: 1e-6 }],
    ["deficient", "b", 3, { lambda: 1e-4 }],
    ["huge", "hugeB", 2, { lambda: 1 }],
    ["huge", "b", 2, { lambda: 1e300, intercept: false }],
    ["tiny", "b", 2, { lambda: 1e-300 }],
    ["oneColumn", "b40", 3, { lambda: 1 }],
    ["zero", "b40", 2, { lambda: 0 }],
    ["entry", "b1", 3, { lambda: 2, intercept: false }],
    ["entry", "b1", 2, { lambda: 2 }],
  ] as const)("finds the x of %s and %s, on %i ranks, both ways, with %o", async (a, b, ranks, params) => {
    for (const method of ["cholesky", "cg"]) {
      const tol = 1e-15;
      const { outcome, figures } = await bench.expectRight({ a, b }, { ...params, method, tol }, { ranks });
      expectSolved(figures);
      expect(outcome.result).toMatchObject({ method, converged: true });
      expect(fractionsOf(outcome).at(-1)).toBe(1);
    }
  });

  test("keeps what tol promises, and Cholesky's factor spares the iterations", async () => {
    const { outcome, figures } = await bench.expectRight({ a: "tall", b: "b" }, { method: "cg", tol: 1e-6 });
    expect(figures.relative).toBeLessThan(1e-6);
    expect(outcome.result.iterations).toBeLessThan(20);
    const { result } = await bench.run({ a: "tall", b: "b" }, { method: "auto" });
    expect(result).toMatchObject({ method: "cholesky", iterations: 0, warnings: [] });
  });

  test("says where columns depend on each other and lambda does not choose", async () => {
    const { outcome, figures } = await bench.expectRight({ a: "deficient", b: "b" }, { lambda: 0 });
    expect(figures.gradient).toBeLessThan(20);
    expect(outcome.result.warnings).toEqual([expect.stringMatching(/lambda is too small to choose/)]);
  });

  test("classifies pictures as scikit-learn does", async () => {
    const params = { lambda: 10, compareWith: "scikit-learn" };
    const { outcome, figures } = await bench.expectRight({ a: "pictures", b: "classes" }, params);
    expectSolved(figures);
    expect(figures.scikit).toBeLessThan(1e-5);
    expect(outcome.result.converged).toBe(true);
  });

  test.each([
    ["cholesky", 1],
    ["cg", 3],
  ] as const)(
    "of random features is ridge regression of the kernel they stand for (%s, %i ranks)",
    async (method, ranks) => {
      const params = { features: 2000, gamma: 0.3, seed: 7, method, tol: 1e-15 };
      const { figures } = await bench.expectRight({ a: "points", b: "b120" }, params, { ranks });
      expectSolved(figures);
      expect(figures.kernel).toBeLessThan(0.15);
    },
  );

  test.each([
    ["collidingStride", "b", { method: "cholesky" }],
    ["tall", "vector", { method: "cg" }],
    ["tall", "b", { method: "cg", features: 50 }],
  ] as const)("gives the same bits for one part and for 500 (%s and %s, %o)", async (a, b, params) => {
    const one = await bench.run({ a, b }, params);
    expect((await bench.run({ a, b }, params, { parts: 500 })).outputs).toEqual(one.outputs);
  });
});
