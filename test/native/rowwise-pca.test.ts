import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fractionsOf, RoutineBench } from "./support/routine-bench.js";
import { harmonic } from "./support/rowwise.js";

const sigma = harmonic(60);
const bench = new RoutineBench(
  "rowwise.pca",
  { k: 5, tol: 1e-9, method: "auto", seed: 1, maxPasses: 200, blockSize: 0, strict: false },
  {
    tall: { rows: 700, cols: 60, sigma, scale: 30, offset: 3, columns: { 7: 0.1 } },
    wide: { rows: 40, cols: 500, sigma: harmonic(40), offset: -2 },
    single: { rows: 700, cols: 60, sigma, scale: 30, offset: 3, dtype: "float32" },
    faraway: { rows: 1000, cols: 20, sigma: null, offset: 1e6 },
    huge: { rows: 100, cols: 12, sigma: null, scale: 1e140 },
    constant: { rows: 30, cols: 8, sigma: null, scale: 0, offset: 0.1 },
    twoRows: { rows: 2, cols: 20, sigma: null },
    oneRow: { rows: 1, cols: 20, sigma: null },
    oneColumn: { rows: 40, cols: 1, sigma: null, offset: 9 },
    nan: { rows: 50, cols: 20, sigma: null, entries: [[31, 3, "nan"]] },
  },
);
beforeAll(() => bench.make());
afterAll(() => bench.remove());

describe("pca refuses", () => {
  test("an entry that is not finite, with its row and column, on every rank", async () => {
    const { status, failure } = await bench.run({ a: "nan" }, {}, { ranks: 3 });
    expect(status).toBe("failed");
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details: { input: "a", row: 31, column: 3 } });
  });

  test("a single row", async () => {
    const { failure } = await bench.run({ a: "oneRow" }, { k: 1 });
    expect(failure).toMatchObject({ code: "ATHANOR_INVALID_ARGUMENT" });
    expect(failure?.message).toMatch(/1 rows; a variance needs at least 2/);
  });

  test("to go on once cancelled, far into it", async () => {
    expect((await bench.run({ a: "tall" }, {}, { cancelAfter: 4, ranks: 3 })).status).toBe("cancelled");
  });
});

describe("pca", () => {
  test.each([
    ["tall", 5, 1, "auto"],
    ["tall", 5, 2, "krylov"],
    ["tall", 5, 2, "qr"],
    ["wide", 5, 3, "krylov"],
    ["wide", 5, 2, "gram"],
    ["single", 5, 3, "auto"],
    ["faraway", 20, 2, "auto"],
    ["constant", 3, 2, "auto"],
    ["twoRows", 2, 3, "auto"],
    ["oneColumn", 1, 2, "auto"],
  ] as const)("agrees with numpy on a matrix that is %s, k %i, on %i ranks, by %s", async (name, k, ranks, method) => {
    const tol = name === "single" ? 1e-5 : 1e-12;
    const { outcome, figures } = await bench.expectRight({ a: name }, { k, tol, method }, { ranks });
    expect(outcome.result).toMatchObject({ converged: true, warnings: [] });
    expect(figures.signs).toBe(0);
    for (const figure of ["mean", "scores", "orthogonality", "deviation", "ratio", "total"])
      expect(figures[figure], figure).toBeLessThan(200);
    expect(fractionsOf(outcome)).toEqual(fractionsOf(outcome).sort((a, b) => a - b));
  });

  test("is at home where products of four entries leave the range of a double", async () => {
    const { outcome, figures } = await bench.expectRight({ a: "huge" });
    expect(outcome.result).toMatchObject({ converged: true });
    expect(figures.scores).toBeLessThan(200);
    expect(figures.orthogonality).toBeLessThan(200);
  });

  test.each(["tall", "wide"] as const)("gives the same bits for one part and for 500 (%s)", async (name) => {
    const one = await bench.run({ a: name });
    expect(Object.keys(one.outputs).sort()).toEqual(["components", "explainedVariance", "mean", "scores"]);
    expect((await bench.run({ a: name }, {}, { parts: 500 })).outputs).toEqual(one.outputs);
  });
});

const large = new RoutineBench(
  "rowwise.pca",
  { k: 5, tol: 1e-9, method: "auto", seed: 1, maxPasses: 200, blockSize: 0, strict: false },
  {
    pictures: { rows: 3001, cols: 784, sigma: null, kind: "fashion_mnist", what: "images" },
    spectrum: { rows: 3000, cols: 201, sigma: harmonic(201), scale: 30, offset: 3, columns: { 7: 0.1, 8: 0 } },
    single: { rows: 3000, cols: 201, sigma: harmonic(201), scale: 30, offset: 3, dtype: "float32" },
    faraway: { rows: 3000, cols: 200, sigma: null, offset: 1e6 },
    outlier: { rows: 3000, cols: 200, sigma: harmonic(200), entries: [[2000, 30, 1e5]] },
    deficient: { rows: 3000, cols: 200, sigma: harmonic(3) },
    huge: { rows: 3000, cols: 200, sigma: harmonic(200), scale: 1e140 },
    infinite: { rows: 3000, cols: 200, sigma: null, entries: [[2999, 199, "inf"]] },
  },
);

describe("pca of a matrix that is large enough for integer arithmetic", () => {
  beforeAll(() => large.make());
  afterAll(() => large.remove());

  test.each([
    ["pictures", 20, 2],
    ["spectrum", 5, 3],
    ["single", 5, 2],
    ["faraway", 5, 2],
    ["outlier", 5, 2],
    ["deficient", 5, 2],
    ["huge", 5, 1],
  ] as const)("agrees with numpy where it is %s, k %i, on %i ranks", async (name, k, ranks) => {
    const { outcome, figures } = await large.expectRight({ a: name }, { k }, { ranks });
    expect(outcome.result).toMatchObject({ converged: true, warnings: [] });
    for (const figure of ["mean", "scores", "orthogonality", "deviation", "ratio", "total"])
      expect(figures[figure], figure).toBeLessThan(200);
  });

  test("says the same where the processor has no tiles, or is not to use them", async () => {
    const variances = async (env: Record<string, string>) =>
      (await large.run({ a: "pictures" }, { k: 20 }, { env })).result.explainedVariance as number[];
    const [best, plain] = [await variances({}), await variances({ ATHANOR_KERNEL: "avx2" })];
    for (const [i, value] of best.entries()) expect(Math.abs(value / plain[i]! - 1)).toBeLessThan(1e-12);
  });

  test("gives the same bits for one part and for 500", async () => {
    const one = await large.run({ a: "pictures" });
    expect((await large.run({ a: "pictures" }, {}, { parts: 500 })).outputs).toEqual(one.outputs);
  });

  test("refuses an entry that is not finite, with its row and column", async () => {
    const { failure } = await large.run({ a: "infinite" });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details: { input: "a", row: 2999, column: 199 } });
  });
});
