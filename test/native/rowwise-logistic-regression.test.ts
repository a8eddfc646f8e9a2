import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fractionsOf, RoutineBench } from "./support/routine-bench.js";

/** Observations and the labels that belong to them. */
const pair = (rows: number, cols: number, classes: number, more: object = {}) => {
  const shared = { rows, sigma: null, kind: "classified", seed: rows, classes, features: cols, ...more };
  return [
    { ...shared, cols, what: "observations" },
    { ...shared, cols: 1, what: "labels" },
  ] as const;
};
const [two, twoLabels] = pair(700, 12, 2);
const [four, fourLabels] = pair(900, 15, 4);
const [apart, apartLabels] = pair(300, 6, 3, { noise: 0 });
const [uneven] = pair(900, 15, 4, { scales: Array.from({ length: 15 }, (_, i) => 10 ** (i / 2 - 3)) });
const [few, fewLabels] = pair(5, 3, 2);
const pictures = { rows: 600, sigma: null, kind: "fashion_mnist" };

const bench = new RoutineBench(
  "rowwise.logisticRegression",
  {
    ...{ classes: 4, lambda: 1e-3, intercept: true, method: "lbfgs", tol: 1e-7, maxIterations: 500 },
    ...{ batchRows: 64, epochs: 10, learningRate: 0.5, seed: 1, strict: false },
  },
  {
    ...{ two, twoLabels, four, fourLabels, apart, apartLabels, uneven, few, fewLabels },
    single: { ...four, dtype: "float32" },
    singleLabels: { ...fourLabels, dtype: "float32" },
    constant: { ...four, columns: { 3: 0, 7: 2 } },
    images: { ...pictures, cols: 784, what: "images" },
    classes: { ...pictures, cols: 1, what: "labels" },
    zeros: { rows: 900, cols: 1, sigma: null, columns: { 0: 0 } },
    wideImages: { rows: 40, cols: 5000, sigma: null },
    wideLabels: { ...pictures, rows: 40, cols: 1, what: "labels" },
    entry: { rows: 1, cols: 1, sigma: null },
    entryLabel: { rows: 1, cols: 1, sigma: null, columns: { 0: 0 } },
    huge: { ...four, scale: 1e180 },
    tiny: { ...four, scale: 1e-180 },
    nan: { ...four, entries: [[631, 3, "nan"]] },
    half: { ...fourLabels, entries: [[611, 0, 1.5]] },
    beyond: { ...fourLabels, entries: [[300, 0, 4]] },
    negative: { ...fourLabels, entries: [[899, 0, -1]] },
    nanLabel: { ...fourLabels, entries: [[450, 0, "nan"]] },
    short: { ...fourLabels, rows: 899 },
  },
);
beforeAll(() => bench.make());
afterAll(() => bench.remove());

describe("logisticRegression refuses", () => {
  test.each([
    ["half", 611, "1.5"],
    ["beyond", 300, "is 4;"],
    ["negative", 899, "-1"],
    ["nanLabel", 450, "no finite number"],
  ] as const)("a label that is no class (%s), with its row, on every rank", async (labels, row, found) => {
    const { failure } = await bench.run({ a: "four", labels }, {}, { ranks: 3 });
    expect(failure).toMatchObject({ code: "ATHANOR_INVALID_ARGUMENT", details: { input: "labels", row } });
    expect(failure?.message).toContain(found);
  });

  test("an entry that is not finite, with its row and column, on every rank", async () => {
    const { failure } = await bench.run({ a: "nan", labels: "fourLabels" }, {}, { ranks: 3 });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details: { input: "a", row: 631, column: 3 } });
  });

  test.each(["huge", "tiny"] as const)("entries whose squares leave float64 (%s)", async (a) => {
    const { failure } = await bench.run({ a, labels: "fourLabels" });
    expect(failure?.code).toBe("ATHANOR_INVALID_ARGUMENT");
    expect(failure?.message).toMatch(/standardize/);
  });

  test("labels of other rows", async () => {
    const short = await bench.run({ a: "four", labels: "short" });
    expect(short.failure?.message).toMatch(/899 x 1; 900 x 1 is wanted/);
    const labels = Array.from({ length: 900 }, (_, i) => (i === 700 ? 1000 : i));
    const other = await bench.run({ a: "four", labels: "fourLabels" }, {}, { indices: { labels } });
    expect(other.failure).toMatchObject({ code: "ATHANOR_INVALID_ARGUMENT", details: { row: 700 } });
  });

  test("a result that has not converged, when strict", async () => {
    const params = { maxIterations: 2, strict: true };
    const { failure } = await bench.run({ a: "four", labels: "fourLabels" }, params, { ranks: 3 });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_CONVERGED", details: { iterations: 2 } });
  });

  test.each(["lbfgs", "sgd"])("to go on once cancelled, in a later pass (%s)", async (method) => {
    const inputs = { a: "four", labels: "fourLabels" } as const;
    expect((await bench.run(inputs, { method }, { cancelAfter: 8, ranks: 3 })).status).toBe("cancelled");
  });
});

describe("logisticRegression", () => {
  test.each([
    ["two", "twoLabels", 1, { classes: 2 }],
    ["two", "twoLabels", 3, { classes: 2, intercept: false }],
    ["four", "fourLabels", 3, {}],
    ["four", "fourLabels", 2, { intercept: false, lambda: 0 }],
    ["uneven", "fourLabels", 2, { lambda: 1e-9 }],
    ["constant", "fourLabels", 2, {}],
    ["apart", "apartLabels", 2, { classes: 3 }],
    ["few", "fewLabels", 7, { classes: 2 }],
    ["images", "classes", 2, { classes: 10, lambda: 5e-4 }],
  ] as const)("minimises the loss as scikit-learn does (%s, %s, %i ranks, %j)", async (a, labels, ranks, params) => {
    const { outcome, figures } = await bench.expectRight({ a, labels }, params, { ranks });
    expect(outcome.result).toMatchObject({ converged: true, warnings: [] });
    expect(figures.gradientNorm).toBeLessThan(1.01e-7);
    expect(figures.gradientGap).toBeLessThan(1e-3);
    expect(figures.lossGap).toBeLessThan(1e-12);
    expect(figures.excess).toBeLessThan(1e-10);
    expect(fractionsOf(outcome).at(-1)).toBe(1);
    if ("intercept" in params) expect(figures.interceptSize).toBe(0);
  });

  test("needs few passes whatever the scales of the columns", async () => {
    const { outcome, figures } = await bench.expectRight(
      { a: "uneven", labels: "fourLabels" },
      { lambda: 0, tol: 1e-4, judge: "alone" },
    );
    expect(outcome.result.evaluations).toBeLessThan(25);
    expect(figures.gradientNorm).toBeLessThan(1e-4);
  });

  test("measures what float32 leaves of the coefficients", async () => {
    const { outcome, figures } = await bench.expectRight({ a: "single", labels: "singleLabels" }, { tol: 1e-6 });
    expect(outcome.result.converged).toBe(true);
    expect(figures.gradientGap).toBeLessThan(1e-3);
    expect(figures.excess).toBeLessThan(1e-10);
  });

  test("has a diagonal metric where there are very many columns", async () => {
    const params = { classes: 10, lambda: 1e-2, judge: "alone" };
    const { figures } = await bench.expectRight({ a: "wideImages", labels: "wideLabels" }, params, { ranks: 3 });
    expect(figures.gradientNorm).toBeLessThan(1.01e-7);
    expect(figures.wrong).toBe(0);
  });

  test("fits labels of one class by the intercept, and says what has no rows", async () => {
    const { outcome, figures } = await bench.expectRight({ a: "four", labels: "zeros" }, { tol: 1e-4, classes: 2 });
    expect(outcome.result).toMatchObject({ converged: true, warnings: ["class 1 has no rows"] });
    expect(figures).toMatchObject({ wrong: 0 });
    const entry = await bench.expectRight(
      { a: "entry", labels: "entryLabel" },
      { tol: 1e-4, classes: 3 },
      { ranks: 3 },
    );
    expect(entry.figures).toMatchObject({ wrong: 0 });
  });

  test("says that separable classes without a penalty have no end", async () => {
    const inputs = { a: "apart", labels: "apartLabels" } as const;
    const { outcome, figures } = await bench.expectRight(inputs, { classes: 3, lambda: 0, tol: 1e-6, judge: "alone" });
    expect(figures).toMatchObject({ wrong: 0 });
    expect(figures.largest).toBeGreaterThan(10);
    expect(outcome.result.loss).toBeLessThan(1e-5);
  });

  test("descends in minibatches to nearly the same loss", async () => {
    const inputs = { a: "four", labels: "fourLabels" } as const;
    const { outcome, figures } = await bench.expectRight(inputs, { method: "sgd" }, { ranks: 3 });
    expect(outcome.result.converged).toBe(false);
    expect(outcome.result.warnings).toHaveLength(1);
    expect(figures.gradientGap).toBeLessThan(1e-6);
    expect(figures.excess).toBeGreaterThan(0);
    expect(figures.excess! / figures.loss!).toBeLessThan(0.05);
  });

  test.each(["lbfgs", "sgd"])("gives the same bits for one part and for 500 (%s)", async (method) => {
    const inputs = { a: "four", labels: "fourLabels" } as const;
    const one = await bench.run(inputs, { method });
    expect((await bench.run(inputs, { method }, { parts: 500 })).outputs).toEqual(one.outputs);
  });
});
