import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fractionsOf, RoutineBench } from "./support/routine-bench.js";
import { graded, harmonic } from "./support/rowwise.js";

const bench = new RoutineBench(
  "scalapack.leastSquares",
  {},
  {
    tall: { rows: 400, cols: 90, sigma: null },
    b400: { rows: 400, cols: 4, sigma: null },
    wide: { rows: 80, cols: 250, sigma: null },
    b80: { rows: 80, cols: 3, sigma: null },
    single: { rows: 200, cols: 50, sigma: null, dtype: "float32" },
    singleB: { rows: 200, cols: 1, sigma: null, dtype: "float32" },
    graded: { rows: 200, cols: 60, sigma: graded(60, 1e-9) },
    deficient: { rows: 200, cols: 40, sigma: harmonic(7) },
    b200: { rows: 200, cols: 2, sigma: null },
    entry: { rows: 1, cols: 1, sigma: null },
    entryB: { rows: 1, cols: 2, sigma: null },
    column: { rows: 200, cols: 1, sigma: null },
  },
);
beforeAll(() => bench.make());
afterAll(() => bench.remove());

describe("leastSquares refuses", () => {
  test("a matrix without full rank, on every rank", async () => {
    const { failure } = await bench.run({ a: "deficient", b: "b200" }, {}, { ranks: 3 });
    expect(failure?.code).toBe("ATHANOR_SINGULAR");
    expect(failure?.message).toMatch(/dependent columns.*rowwise\.leastSquares/);
    expect(failure?.details).toEqual({ info: expect.any(Number), rank: expect.any(Number) });
  });

  test("right-hand sides of another height, or dtype", async () => {
    expect((await bench.run({ a: "tall", b: "b80" })).failure?.message).toMatch(/400 rows/);
    expect((await bench.run({ a: "graded", b: "singleB" })).failure?.message).toMatch(/same dtype/);
  });

  test("to go on once cancelled", async () => {
    expect((await bench.run({ a: "tall", b: "b400" }, {}, { cancelAfter: 4, ranks: 2 })).status).toBe("cancelled");
  });
});

describe("leastSquares", () => {
  test.each([
    ["tall", "b400", 1],
    ["tall", "b400", 4],
    ["wide", "b80", 2],
    ["wide", "b80", 6],
    ["single", "singleB", 3],
    ["graded", "b200", 2],
    ["column", "b200", 3],
    ["entry", "entryB", 2],
  ] as const)("solves %s x = %s, on %i ranks, as well as eps allows", async (a, b, ranks) => {
    const { outcome, figures } = await bench.expectRight({ a, b }, {}, { ranks });
    expect(figures.optimality).toBeLessThan(20);
    expect(figures.unseen).toBeLessThan(20);
    expect(figures.residualNorms).toBeLessThan(20);
    expect(fractionsOf(outcome).at(-1)).toBe(1);
  });

  test("gives the same bits for one part and for 500", async () => {
    const one = await bench.run({ a: "tall", b: "b400" });
    expect((await bench.run({ a: "tall", b: "b400" }, {}, { parts: 500 })).outputs).toEqual(one.outputs);
  });
});
