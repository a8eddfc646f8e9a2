import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Figures, fractionsOf, RoutineBench } from "./support/routine-bench.js";
import { graded, harmonic } from "./support/rowwise.js";

const bench = new RoutineBench(
  "scalapack.qr",
  {},
  {
    tall: { rows: 500, cols: 150, sigma: null },
    single: { rows: 300, cols: 100, sigma: null, dtype: "float32" },
    wide: { rows: 90, cols: 200, sigma: null },
    square: { rows: 130, cols: 130, sigma: graded(130, 1e-12) },
    deficient: { rows: 200, cols: 40, sigma: harmonic(7), columns: { 5: 0 } },
    huge: { rows: 80, cols: 10, sigma: null, scale: 1e200 },
    column: { rows: 40, cols: 1, sigma: null },
    row: { rows: 1, cols: 30, sigma: null },
    entry: { rows: 1, cols: 1, sigma: null },
    nan: { rows: 50, cols: 20, sigma: null, entries: [[31, 3, "nan"]] },
  },
);
beforeAll(() => bench.make());
afterAll(() => bench.remove());

function expectFactored(figures: Figures): void {
  expect(figures).toMatchObject({ below: 0, negative: 0 });
  expect(figures.orthogonality).toBeLessThan(50);
  expect(figures.residual).toBeLessThan(50);
}

describe("qr refuses", () => {
  test("an entry that is not finite, with its row and column, on every rank", async () => {
    const { failure } = await bench.run({ a: "nan" }, {}, { ranks: 3 });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details: { input: "a", row: 31, column: 3 } });
  });

  test("a matrix with missing rows, whose q would have no place", async () => {
    const a = Array.from({ length: 40 }, (_, i) => i);
    const { failure } = await bench.run({ a: "column" }, {}, { indices: { a }, matrixRows: { a: 41 } });
    expect(failure?.code).toBe("ATHANOR_INVALID_ARGUMENT");
    expect(failure?.message).toMatch(/40 of its rows.*all rows/);
  });

  test("to go on once cancelled", async () => {
    expect((await bench.run({ a: "tall" }, {}, { cancelAfter: 4, ranks: 3 })).status).toBe("cancelled");
  });
});

describe("qr", () => {
  test.each([
    ["tall", 1],
    ["tall", 6],
    ["single", 3],
    ["wide", 2],
    ["square", 4],
    ["deficient", 2],
    ["huge", 2],
    ["column", 3],
    ["row", 2],
    ["entry", 4],
  ] as const)("factors a matrix that is %s, on %i ranks", async (a, ranks) => {
    const { outcome, figures } = await bench.expectRight({ a }, {}, { ranks });
    expectFactored(figures);
    expect(fractionsOf(outcome).at(-1)).toBe(1);
  });

  test("writes q's rows in the order that a's are stored in", async () => {
    const a = Array.from({ length: 500 }, (_, i) => (i * 37) % 500);
    const { figures } = await bench.expectRight(
      { a: "tall" },
      {},
      {
        ranks: 3,
        indices: { a },
        matrixRows: { a: 500 },
      },
    );
    expectFactored(figures);
  });

  test("gives the same bits for one part and for 500", async () => {
    const one = await bench.run({ a: "tall" });
    expect((await bench.run({ a: "tall" }, {}, { parts: 500 })).outputs).toEqual(one.outputs);
  });
});
