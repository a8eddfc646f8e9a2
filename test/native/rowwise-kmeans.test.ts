import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Figures, fractionsOf, RoutineBench } from "./support/routine-bench.js";

const clusters = { kind: "clusters", sigma: null, what: "rows", clusters: 7, cols: 19, spread: 0.1 } as const;
const pictures = { kind: "fashion_mnist", sigma: null, rows: 10_000 } as const;

const bench = new RoutineBench(
  "rowwise.kmeans",
  { k: 7, maxIterations: 100, tol: 0, init: "parallel", initialSteps: 2, seed: 1 },
  {
    separate: { ...clusters, rows: 1500 },
    classes: { ...clusters, rows: 1500, what: "labels", cols: 1 },
    single: { ...clusters, rows: 1500, dtype: "float32" },
    overlapping: { ...clusters, rows: 3001, spread: 8 },
    overlappingSingle: { ...clusters, rows: 3001, spread: 8, dtype: "float32" },
    offset: { ...clusters, rows: 1500, spread: 4, offset: 1e6 },
    collidingStride: { ...clusters, rows: 900, cols: 128, spread: 8 },
    huge: { ...clusters, rows: 400, spread: 4, scale: 1e200 },
    tiny: { ...clusters, rows: 400, spread: 4, scale: 1e-200 },
    outlier: { ...clusters, rows: 600, spread: 4, entries: [[17, 3, 1e8]] },
    duplicates: { ...clusters, rows: 210, spread: 0 },
    few: { ...clusters, rows: 50, spread: 8 },
    constant: { rows: 60, cols: 3, sigma: null, columns: { 0: 0.1, 1: -7, 2: 1e9 } },
    oneColumn: { rows: 500, cols: 1, sigma: null },
    entry: { rows: 1, cols: 1, sigma: null },
    pictures: { ...pictures, what: "images", cols: 784 },
    pictureClasses: { ...pictures, what: "labels", cols: 1 },
    nan: { rows: 50, cols: 20, sigma: null, entries: [[31, 3, "nan"]] },
  },
);
beforeAll(() => bench.make());
afterAll(() => bench.remove());

/** What holds of any result; rounding is in units of eps of the dtype. */
function expectClustered(figures: Figures, rows: number, k: number): void {
  expect(figures).toMatchObject({ wrongSizes: 0, rows, centers: k });
  expect(figures.argmin).toBeLessThan(8);
  expect(figures.inertia).toBeLessThan(50);
}

/** Squares of which are beyond the range of a double. */
const extreme = ["huge", "tiny"];

describe("kmeans refuses", () => {
  test("an entry that is not finite, with its row and column, on every rank", async () => {
    const { failure } = await bench.run({ a: "nan" }, {}, { ranks: 3 });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details: { input: "a", row: 31, column: 3 } });
  });

  test("more clusters than rows", async () => {
    const { failure } = await bench.run({ a: "few" }, { k: 51 });
    expect(failure).toMatchObject({ code: "ATHANOR_INVALID_ARGUMENT", message: expect.stringMatching(/51.*50 rows/) });
  });

  test.each([3, 9])("to go on once cancelled, %i looks in", async (cancelAfter) => {
    expect((await bench.run({ a: "overlapping" }, {}, { cancelAfter, ranks: 3 })).status).toBe("cancelled");
  });
});

describe("kmeans", () => {
  test.each([
    ["separate", 1500, 7, 1],
    ["single", 1500, 7, 3],
    ["overlapping", 3001, 7, 2],
    ["overlapping", 3001, 60, 3],
    ["overlappingSingle", 3001, 30, 2],
    ["offset", 1500, 7, 2],
    ["collidingStride", 900, 5, 2],
    ["huge", 400, 7, 2],
    ["tiny", 400, 7, 2],
    ["outlier", 600, 7, 2],
    ["few", 50, 1, 2],
    ["few", 50, 50, 3],
    ["oneColumn", 500, 4, 2],
    ["entry", 1, 1, 3],
  ] as const)(
    "ends where centers are means of the rows nearest to them: %s, %i rows, k = %i, %i ranks",
    async (name, rows, k, ranks) => {
      const { outcome, figures } = await bench.expectRight({ a: name }, { k }, { ranks });
      expectClustered(figures, rows, k);
      expect(figures.means).toBeLessThan(8);
      expect(outcome.result.inertia === null).toBe(extreme.includes(name));
      expect(outcome.result).toMatchObject({ converged: true, warnings: [] });
      expect(fractionsOf(outcome).at(-1)).toBe(1);
    },
  );

  test.each([
    ["parallel", 2],
    ["parallel", 5],
    ["random", 1],
  ])("starts %s, in %i steps, and finds clusters that are far apart", async (init, initialSteps) => {
    const seeds = init === "random" ? [1, 2, 3] : [1];
    const found = seeds.map(async (seed) => {
      const inputs = { a: "separate", classes: "classes" } as const;
      const { figures } = await bench.expectRight(inputs, { init, initialSteps, seed });
      expectClustered(figures, 1500, 7);
      return figures.purity!;
    });
    const purities = await Promise.all(found);
    // Rows drawn at random may all miss a cluster, which Lloyd's method does not mend.
    if (init === "parallel") expect(purities).toEqual([1]);
    expect(Math.max(...purities)).toBeGreaterThan(0.7);
  });

  test("finds every row once where there are as many clusters as rows", async () => {
    const { result } = await bench.run({ a: "few" }, { k: 50 });
    expect(result.sizes).toEqual(Array(50).fill(1));
    expect(result.inertia).toBeLessThan(1e-25);
  });

  test.each([
    ["constant", 1, 60],
    ["duplicates", 7, 210],
  ] as const)("warns where rows are %s and k is more than the distinct ones", async (name, distinct, rows) => {
    const { outcome, figures } = await bench.expectRight({ a: name }, { k: 10 }, { ranks: 3 });
    expectClustered(figures, rows, 10);
    expect(outcome.result).toMatchObject({
      converged: true,
      warnings: [expect.stringContaining(`only ${distinct} of 10 clusters have rows`)],
    });
  });

  test("leaves no rounding behind where columns are constant", async () => {
    const { result } = await bench.run({ a: "constant" }, { k: 1 }, { ranks: 3 });
    expect(result.inertia).toBe(0);
  });

  test("stops at tol, or at the last iteration with a warning", async () => {
    const { outcome, figures } = await bench.expectRight({ a: "overlapping" }, { tol: 1e-2 });
    expectClustered(figures, 3001, 7);
    expect(outcome.result).toMatchObject({ converged: true, warnings: [] });
    const short = await bench.expectRight({ a: "overlapping" }, { maxIterations: 1 });
    expectClustered(short.figures, 3001, 7);
    expect(short.outcome.result).toMatchObject({
      iterations: 1,
      converged: false,
      warnings: [expect.stringContaining("raise maxIterations")],
    });
  });

  test.each(["overlapping", "overlappingSingle", "collidingStride"] as const)(
    "gives the same bits for one part and for 500, and for the same seed only (%s)",
    async (name) => {
      const one = await bench.run({ a: name });
      expect((await bench.run({ a: name }, {}, { parts: 500 })).outputs).toEqual(one.outputs);
      expect((await bench.run({ a: name }, { seed: 2 })).outputs).not.toEqual(one.outputs);
    },
  );

  test("is as good as scikit-learn on pictures, in the median over five seeds", async () => {
    const k = 10;
    const inputs = { a: "pictures", classes: "pictureClasses" } as const;
    const { outcome, figures } = await bench.expectRight(inputs, { k, maxIterations: 20, seed: 1 });
    expectClustered(figures, 10_000, k);
    expect(figures.purity).toBeGreaterThan(0.5);
    const inertias = [outcome.result.inertia as number];
    for (const seed of [2, 3, 4, 5])
      inertias.push((await bench.run({ a: "pictures" }, { k, maxIterations: 20, seed })).result.inertia as number);
    expect(inertias.sort((a, b) => a - b)[2]! / figures.peers!).toBeLessThan(1.01);
  });
});
