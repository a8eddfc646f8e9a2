import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Figures, fractionsOf, RoutineBench } from "./support/routine-bench.js";
import { graded, harmonic } from "./support/rowwise.js";

const bench = new RoutineBench(
  "scalapack.svd",
  {},
  {
    tall: { rows: 250, cols: 60, sigma: harmonic(60) },
    wide: { rows: 50, cols: 200, sigma: harmonic(50) },
    square: { rows: 90, cols: 90, sigma: graded(90, 1e-12) },
    single: { rows: 150, cols: 70, sigma: null, dtype: "float32" },
    deficient: { rows: 100, cols: 40, sigma: harmonic(7) },
    zero: { rows: 20, cols: 10, sigma: null, scale: 0 },
    huge: { rows: 60, cols: 20, sigma: null, scale: 1e200 },
    tiny: { rows: 60, cols: 20, sigma: null, scale: 1e-200 },
    column: { rows: 40, cols: 1, sigma: null },
    row: { rows: 1, cols: 30, sigma: null },
    entry: { rows: 1, cols: 1, sigma: null },
    nan: { rows: 50, cols: 20, sigma: null, entries: [[31, 3, "nan"]] },
  },
);
beforeAll(() => bench.make());
afterAll(() => bench.remove());

function expectDecomposed(figures: Figures): void {
  expect(figures).toMatchObject({ ascending: 0, signs: 0 });
  expect(figures.orthogonalityU).toBeLessThan(100);
  expect(figures.orthogonalityV).toBeLessThan(100);
  expect(figures.values).toBeLessThan(50);
  expect(figures.residual).toBeLessThan(300);
}

describe("svd refuses", () => {
  test("an entry that is not finite, with its row and column, on every rank", async () => {
    const { failure } = await bench.run({ a: "nan" }, {}, { ranks: 3 });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details: { input: "a", row: 31, column: 3 } });
  });

  test("a matrix with missing rows, whose u would have no place", async () => {
    const options = { indices: { a: [4] }, matrixRows: { a: 9 } };
    expect((await bench.run({ a: "row" }, {}, options)).failure?.message).toMatch(/1 of its rows.*all rows/);
  });

  test("to go on once cancelled", async () => {
    expect((await bench.run({ a: "tall" }, {}, { cancelAfter: 3, ranks: 3 })).status).toBe("cancelled");
  });
});

describe("svd", () => {
  test.each([
    ["tall", 1],
    ["tall", 6],
    ["wide", 2],
    ["wide", 3],
    ["square", 4],
    ["single", 2],
    ["deficient", 3],
    ["zero", 2],
    ["huge", 2],
    ["tiny", 2],
    ["column", 3],
    ["row", 2],
    ["entry", 3],
  ] as const)("decomposes a matrix that is %s, on %i ranks", async (a, ranks) => {
    const { outcome, figures } = await bench.expectRight({ a }, {}, { ranks });
    expectDecomposed(figures);
    expect(fractionsOf(outcome).at(-1)).toBe(1);
  });

  test("writes u's rows in the order that a's are stored in", async () => {
    const a = Array.from({ length: 250 }, (_, i) => (i * 37) % 250);
    const { figures } = await bench.expectRight(
      { a: "tall" },
      {},
      {
        ranks: 4,
        indices: { a },
        matrixRows: { a: 250 },
      },
    );
    expectDecomposed(figures);
  });
});
