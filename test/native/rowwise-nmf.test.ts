import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fractionsOf, RoutineBench, type RoutineOutcome } from "./support/routine-bench.js";

const mixed = { rows: 600, cols: 40, sigma: null, kind: "nonnegative", rank: 5, sparsity: 0.4 };
const noisy = { ...mixed, noise: 0.3 };

const bench = new RoutineBench(
  "rowwise.nmf",
  { k: 5, tol: 1e-5, maxIterations: 500, seed: 1, strict: false },
  {
    mixed,
    noisy,
    single: { ...noisy, dtype: "float32" },
    huge: { ...noisy, scale: 1e200 },
    tiny: { ...noisy, scale: 1e-200 },
    gaps: { ...noisy, emptyRows: [0, 17, 599], emptyColumns: [3, 39] },
    wide: { ...noisy, rows: 30, cols: 900 },
    collidingStride: { ...noisy, rows: 1100, cols: 128 },
    images: { rows: 1000, cols: 784, sigma: null, kind: "fashion_mnist", what: "images" },
    zero: { rows: 20, cols: 9, sigma: null, scale: 0 },
    entry: { rows: 1, cols: 1, sigma: null, kind: "nonnegative", rank: 1 },
    column: { rows: 50, cols: 1, sigma: null, kind: "nonnegative", rank: 1 },
    negative: { ...mixed, entries: [[431, 7, -0.25]] },
    nan: { ...mixed, entries: [[31, 3, "nan"]] },
  },
);
beforeAll(() => bench.make());
afterAll(() => bench.remove());

/** Of the iterations, in order, as the caller sees them. */
const errorsOf = (outcome: RoutineOutcome): number[] =>
  outcome.progress.flatMap((line) => /"residual":([^}]+)/.exec(line)?.slice(1).map(Number) ?? []);

describe("nmf refuses", () => {
  test("a negative entry, with its row and column, on every rank", async () => {
    const { failure } = await bench.run({ a: "negative" }, {}, { ranks: 3 });
    expect(failure).toMatchObject({ code: "ATHANOR_INVALID_ARGUMENT", details: { input: "a", row: 431, column: 7 } });
    expect(failure?.message).toContain("-0.25");
  });

  test("an entry that is not finite, with its row and column, on every rank", async () => {
    const { failure } = await bench.run({ a: "nan" }, {}, { ranks: 3 });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details: { input: "a", row: 31, column: 3 } });
  });

  test("a result that has not converged, when strict", async () => {
    const { failure } = await bench.run({ a: "noisy" }, { maxIterations: 2, strict: true }, { ranks: 3 });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_CONVERGED", details: { iterations: 2 } });
  });

  test("to go on once cancelled, in a later pass", async () => {
    expect((await bench.run({ a: "noisy" }, {}, { cancelAfter: 6, ranks: 3 })).status).toBe("cancelled");
  });
});

describe("nmf", () => {
  test.each([
    ["noisy", 1, {}],
    ["noisy", 3, { seed: 7 }],
    ["gaps", 2, {}],
    ["wide", 3, {}],
    ["huge", 2, {}],
    ["tiny", 2, {}],
    ["column", 2, { k: 1 }],
    ["entry", 3, { k: 1 }],
    ["zero", 2, { k: 3 }],
  ] as const)("has factors without negative entries, and a true error (%s, %i ranks, %j)", async (a, ranks, params) => {
    const { outcome, figures } = await bench.expectRight({ a }, params, { ranks });
    expect(figures.smallest).toBeGreaterThanOrEqual(0);
    expect(figures.errorGap).toBeLessThan(1e-12);
    expect(figures.error).toBeLessThan(0.2);
    expect(figures).toMatchObject({ emptyRows: 0, emptyColumns: 0 });
    expect(outcome.result).toMatchObject({ converged: true, warnings: [] });
    expect(fractionsOf(outcome).at(-1)).toBe(1);
  });

  test("never raises the error, and says so when it was stopped early", async () => {
    const { outcome, figures } = await bench.expectRight({ a: "images" }, { k: 12, maxIterations: 20, tol: 0 });
    const errors = errorsOf(outcome);
    expect(errors.length).toBe(20);
    for (const [i, error] of errors.entries()) expect(error).toBeLessThanOrEqual(errors[i - 1] ?? 1);
    expect(errors.at(-1)).toBeCloseTo(figures.error!, 3);
    expect(outcome.result).toMatchObject({ converged: false, iterations: 20, passes: 22 });
    expect(outcome.result.warnings).toHaveLength(1);
  });

  test("is as close to pictures as scikit-learn's factors", async () => {
    const { figures } = await bench.expectRight({ a: "images" }, { k: 10, judge: "peer" }, { ranks: 3 });
    expect(figures.ratio).toBeLessThan(1.015);
  });

  test("finds factors that a matrix was made of", async () => {
    const { figures } = await bench.expectRight({ a: "mixed" }, { tol: 1e-6, maxIterations: 5000 });
    expect(figures.error).toBeLessThan(1e-4);
  });

  test("measures what float32 leaves of the factors", async () => {
    const { figures } = await bench.expectRight({ a: "single" });
    expect(figures.smallest).toBeGreaterThanOrEqual(0);
    expect(figures.errorGap).toBeLessThan(1e-12);
  });

  test("gives the same bits for one part and for 500", async () => {
    const one = await bench.run({ a: "collidingStride" }, { maxIterations: 9 });
    const many = await bench.run({ a: "collidingStride" }, { maxIterations: 9 }, { parts: 500 });
    expect(many.outputs).toEqual(one.outputs);
  });
});
