import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fractionsOf, RoutineBench } from "./support/routine-bench.js";

const bench = new RoutineBench(
  "rowwise.standardize",
  { ddof: 0 },
  {
    tall: { rows: 2500, cols: 37, sigma: null, offset: 2, columns: { 3: 0.1, 36: 0 } },
    wide: { rows: 5, cols: 900, sigma: null },
    single: { rows: 2500, cols: 37, sigma: null, offset: 2, dtype: "float32", columns: { 5: 3 } },
    huge: { rows: 100, cols: 4, sigma: null, scale: 1e300 },
    oneRow: { rows: 1, cols: 20, sigma: null },
    oneColumn: { rows: 40, cols: 1, sigma: null },
    nan: { rows: 50, cols: 20, sigma: null, entries: [[31, 3, "nan"]] },
  },
);
beforeAll(() => bench.make());
afterAll(() => bench.remove());

describe("standardize refuses", () => {
  test("an entry that is not finite, with its row and column, on every rank", async () => {
    const { failure } = await bench.run({ a: "nan" }, {}, { ranks: 3 });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details: { input: "a", row: 31, column: 3 } });
  });

  test("a ddof that leaves nothing to divide by", async () => {
    expect((await bench.run({ a: "oneRow" }, { ddof: 1 })).failure?.code).toBe("ATHANOR_INVALID_ARGUMENT");
  });

  test.each([0, 3])("to go on once cancelled, in either pass (after %i checks)", async (cancelAfter) => {
    expect((await bench.run({ a: "tall" }, {}, { cancelAfter, ranks: 3 })).status).toBe("cancelled");
  });
});

describe("standardize", () => {
  test.each([
    ["tall", 1, 0],
    ["wide", 6, 1],
    ["single", 3, 0],
    ["huge", 2, 0],
    ["oneRow", 2, 0],
    ["oneColumn", 2, 1],
  ] as const)("agrees with numpy on a matrix that is %s, on %i ranks, ddof %i", async (name, ranks, ddof) => {
    const { outcome, figures } = await bench.expectRight({ a: name }, { ddof }, { ranks });
    expect(figures.standardized).toBeLessThan(64);
    expect(figures.mean).toBeLessThan(16);
    expect(figures.scale).toBeLessThan(64);
    expect(fractionsOf(outcome).at(-1)).toBe(1);
  });

  test("gives the same bits for one part and for 500", async () => {
    const one = await bench.run({ a: "tall" });
    expect((await bench.run({ a: "tall" }, {}, { parts: 500 })).outputs).toEqual(one.outputs);
  });
});
