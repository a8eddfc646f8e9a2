import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RoutineBench } from "./support/routine-bench.js";
import { harmonic } from "./support/rowwise.js";

const bench = new RoutineBench(
  "scalapack.lu",
  {},
  {
    square: { rows: 200, cols: 200, sigma: null },
    single: { rows: 150, cols: 150, sigma: null, dtype: "float32" },
    tall: { rows: 300, cols: 70, sigma: null },
    wide: { rows: 70, cols: 300, sigma: null },
    singular: { rows: 60, cols: 60, sigma: harmonic(60), columns: { 20: 0 } },
    tiny: { rows: 40, cols: 40, sigma: null, scale: 1e-200 },
    column: { rows: 30, cols: 1, sigma: null },
    entry: { rows: 1, cols: 1, sigma: null },
    infinite: { rows: 50, cols: 20, sigma: null, entries: [[49, 19, "inf"]] },
  },
);
beforeAll(() => bench.make());
afterAll(() => bench.remove());

describe("lu refuses", () => {
  test("an entry that is not finite, with its row and column, on every rank", async () => {
    const { failure } = await bench.run({ a: "infinite" }, {}, { ranks: 3 });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details: { input: "a", row: 49, column: 19 } });
  });

  test("to go on once cancelled", async () => {
    expect((await bench.run({ a: "square" }, {}, { cancelAfter: 2, ranks: 3 })).status).toBe("cancelled");
  });
});

describe("lu", () => {
  test.each([
    ["square", 1],
    ["square", 4],
    ["single", 2],
    ["tall", 3],
    ["wide", 6],
    ["tiny", 2],
    ["column", 2],
    ["entry", 3],
  ] as const)("factors a matrix that is %s, on %i ranks", async (a, ranks) => {
    const { figures } = await bench.expectRight({ a }, {}, { ranks });
    expect(figures).toMatchObject({ permutation: 0, above: 0, unit: 0, below: 0, largest: 1, info: 0 });
    expect(figures.residual).toBeLessThan(100);
    expect(figures.sign ?? 0).toBe(0);
    expect(figures.logDeterminant ?? 0).toBeLessThan(100);
  });

  test("says which pivot of a singular matrix is zero, and factors it all the same", async () => {
    const { outcome, figures } = await bench.expectRight({ a: "singular" }, {}, { ranks: 2 });
    expect(figures).toMatchObject({ info: 21, above: 0, below: 0 });
    expect(figures.residual).toBeLessThan(100);
    expect(outcome.result).toMatchObject({ determinantSign: 0, logDeterminant: null });
  });
});
