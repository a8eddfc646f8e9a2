import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Figures, fractionsOf, RoutineBench } from "./support/routine-bench.js";

const bench = new RoutineBench(
  "rowwise.columnStats",
  { ddof: 0 },
  {
    tall: { rows: 2500, cols: 37, sigma: null, columns: { 3: 0.1, 20: -7, 36: 0 }, entries: [[2499, 1, 0]] },
    wide: { rows: 5, cols: 900, sigma: null },
    single: { rows: 2500, cols: 37, sigma: null, dtype: "float32", columns: { 5: 3 } },
    faraway: { rows: 3000, cols: 6, sigma: null, offset: 1e8, columns: { 2: 1e8 + 0.1 } },
    tiny: { rows: 100, cols: 4, sigma: null, scale: 1e-200, columns: { 1: 5 } },
    huge: { rows: 100, cols: 4, sigma: null, scale: 1e306, columns: { 1: 5 } },
    oneRow: { rows: 1, cols: 20, sigma: null },
    oneColumn: { rows: 40, cols: 1, sigma: null },
    nan: {
      rows: 50,
      cols: 20,
      sigma: null,
      entries: [
        [49, 1, "inf"],
        [31, 3, "nan"],
      ],
    },
  },
);
beforeAll(() => bench.make());
afterAll(() => bench.remove());

function expectExact(figures: Figures): void {
  expect(figures).toMatchObject({ min: 0, max: 0, zeros: 0, constantMeans: 0 });
  expect(figures.mean).toBeLessThan(16);
  expect(figures.variance).toBeLessThan(64);
  expect(figures.std).toBeLessThan(64);
  expect(figures.norm).toBeLessThan(64);
}

describe("columnStats refuses", () => {
  test("an entry that is not finite, with its row and column, on every rank", async () => {
    const { status, failure } = await bench.run({ a: "nan" }, {}, { ranks: 3 });
    expect(status).toBe("failed");
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details: { input: "a", row: 31, column: 3 } });
  });

  test("a ddof that leaves nothing to divide by", async () => {
    const { failure } = await bench.run({ a: "oneRow" }, { ddof: 1 });
    expect(failure?.code).toBe("ATHANOR_INVALID_ARGUMENT");
    expect(failure?.message).toContain("ddof is 1 and a has 1 rows");
  });

  test("to go on once cancelled", async () => {
    expect((await bench.run({ a: "tall" }, {}, { cancelAfter: 0, ranks: 3 })).status).toBe("cancelled");
  });
});

describe("columnStats", () => {
  test.each([
    ["tall", 1],
    ["wide", 2],
    ["single", 3],
    ["faraway", 2],
    ["oneRow", 2],
    ["oneColumn", 3],
  ] as const)("agrees with numpy on a matrix that is %s, on %i ranks", async (name, ranks) => {
    const { figures } = await bench.expectRight({ a: name }, {}, { ranks });
    expectExact(figures);
  });

  test("divides by rows - ddof", async () => {
    expectExact((await bench.expectRight({ a: "wide" }, { ddof: 1 }, { ranks: 6 })).figures);
  });

  test.each(["tiny", "huge"] as const)("is at home where squares leave the range of a double (%s)", async (name) => {
    const { outcome, figures } = await bench.expectRight({ a: name });
    expect(outcome.result.passes).toBe(2);
    const { variance, ...rest } = figures;
    expectExact({ ...rest, variance: 0 });
    expect(variance).toBeGreaterThan(32);
  });

  test("gives the same bits for one part and for 700", async () => {
    const one = await bench.run({ a: "single" });
    expect((await bench.run({ a: "single" }, {}, { parts: 700 })).outputs).toEqual(one.outputs);
    expect(Object.keys(one.outputs).sort()).toEqual(["max", "mean", "min", "norm", "std", "variance", "zeros"]);
  });

  test("reports progress that ends at 1", async () => {
    const fractions = fractionsOf(await bench.run({ a: "tall" }));
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
  });
});
