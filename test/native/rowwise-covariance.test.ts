import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fractionsOf, RoutineBench } from "./support/routine-bench.js";

const bench = new RoutineBench(
  "rowwise.covariance",
  { ddof: 1 },
  {
    tall: { rows: 1500, cols: 37, sigma: null, columns: { 4: 0.1 } },
    wide: { rows: 4, cols: 200, sigma: null },
    single: { rows: 1500, cols: 37, sigma: null, dtype: "float32" },
    faraway: { rows: 2000, cols: 12, sigma: null, offset: 1e8 },
    oneRow: { rows: 1, cols: 20, sigma: null },
    oneColumn: { rows: 40, cols: 1, sigma: null },
    nan: { rows: 50, cols: 20, sigma: null, entries: [[31, 3, "nan"]] },
  },
);
beforeAll(() => bench.make());
afterAll(() => bench.remove());

describe("covariance refuses", () => {
  test("an entry that is not finite, with its row and column, on every rank", async () => {
    const { status, failure } = await bench.run({ a: "nan" }, {}, { ranks: 3 });
    expect(status).toBe("failed");
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details: { input: "a", row: 31, column: 3 } });
  });

  test("a single row, as ddof leaves nothing to divide by", async () => {
    expect((await bench.run({ a: "oneRow" })).failure?.code).toBe("ATHANOR_INVALID_ARGUMENT");
  });

  test.each([0, 3])("to go on once cancelled, in either pass (after %i checks)", async (cancelAfter) => {
    expect((await bench.run({ a: "tall" }, {}, { cancelAfter, ranks: 3 })).status).toBe("cancelled");
  });
});

describe("covariance", () => {
  test.each([
    ["tall", 1, 1],
    ["wide", 6, 1],
    ["single", 3, 0],
    ["faraway", 2, 1],
    ["oneRow", 2, 0],
    ["oneColumn", 2, 1],
  ] as const)("agrees with numpy on a matrix that is %s, on %i ranks, ddof %i", async (name, ranks, ddof) => {
    const { outcome, figures } = await bench.expectRight({ a: name }, { ddof }, { ranks });
    expect(figures.asymmetry).toBe(0);
    expect(figures.covariance).toBeLessThan(64);
    expect(figures.mean).toBeLessThan(16);
    expect(fractionsOf(outcome).at(-1)).toBe(1);
  });

  test("gives the same bits for one part and for 700", async () => {
    const one = await bench.run({ a: "single" });
    expect((await bench.run({ a: "single" }, {}, { parts: 700 })).outputs).toEqual(one.outputs);
  });
});
