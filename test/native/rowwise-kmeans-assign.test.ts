import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fractionsOf, RoutineBench } from "./support/routine-bench.js";

const bench = new RoutineBench(
  "rowwise.kmeansAssign",
  {},
  {
    a: { rows: 1500, cols: 37, sigma: null, offset: 100 },
    single: { rows: 1500, cols: 37, sigma: null, offset: 100, dtype: "float32" },
    huge: { rows: 300, cols: 37, sigma: null, scale: 1e200 },
    oneRow: { rows: 1, cols: 37, sigma: null },
    centers: { rows: 60, cols: 37, sigma: null, offset: 100 },
    hugeCenters: { rows: 9, cols: 37, sigma: null, scale: 1e200 },
    one: { rows: 1, cols: 37, sigma: null, dtype: "float32" },
    equal: {
      rows: 3,
      cols: 37,
      sigma: null,
      columns: Object.fromEntries(Array.from({ length: 37 }, (_, j) => [j, j])),
    },
    nan: { rows: 1500, cols: 37, sigma: null, entries: [[1031, 3, "nan"]] },
    nanCenters: { rows: 9, cols: 37, sigma: null, entries: [[4, 36, "inf"]] },
    narrow: { rows: 9, cols: 36, sigma: null },
  },
);
beforeAll(() => bench.make());
afterAll(() => bench.remove());

describe("kmeansAssign refuses", () => {
  test("an entry of a or of the centers that is not finite, on every rank", async () => {
    const { failure } = await bench.run({ a: "nan", centers: "centers" }, {}, { ranks: 3 });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details: { input: "a", row: 1031, column: 3 } });
    const second = await bench.run({ a: "a", centers: "nanCenters" }, {}, { ranks: 3 });
    expect(second.failure).toMatchObject({
      code: "ATHANOR_NOT_FINITE",
      details: { input: "centers", row: 4, column: 36 },
    });
  });

  test("centers that are not for as many columns", async () => {
    const { failure } = await bench.run({ a: "a", centers: "narrow" });
    expect(failure?.message).toMatch(/input centers is 9 x 36; 9 x 37 is wanted/);
  });

  test("to go on once cancelled", async () => {
    expect((await bench.run({ a: "a", centers: "centers" }, {}, { cancelAfter: 1, ranks: 3 })).status).toBe(
      "cancelled",
    );
  });
});

describe("kmeansAssign", () => {
  test.each([
    ["a", "centers", 1500, 1],
    ["single", "centers", 1500, 3],
    ["a", "one", 1500, 2],
    ["huge", "hugeCenters", 300, 2],
    ["huge", "centers", 300, 2],
    ["oneRow", "centers", 1, 3],
  ] as const)("agrees with numpy on %s and %s, %i rows on %i ranks", async (a, centers, rows, ranks) => {
    const { outcome, figures } = await bench.expectRight({ a, centers }, {}, { ranks });
    expect(figures).toMatchObject({ wrongSizes: 0, rows });
    expect(figures.argmin).toBeLessThan(8);
    expect(figures.distances).toBeLessThan(50);
    if (a !== "huge") expect(figures.inertia).toBeLessThan(50);
    expect(fractionsOf(outcome).at(-1)).toBe(1);
  });

  test("gives rows to the first of centers that are equal", async () => {
    const { result } = await bench.run({ a: "a", centers: "equal" });
    expect(result.sizes).toEqual([1500, 0, 0]);
  });

  test("gives the same bits for one part and for 500", async () => {
    const one = await bench.run({ a: "a", centers: "centers" });
    expect((await bench.run({ a: "a", centers: "centers" }, {}, { parts: 500 })).outputs).toEqual(one.outputs);
  });
});
