import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fractionsOf, RoutineBench } from "./support/routine-bench.js";

const bench = new RoutineBench(
  "rowwise.project",
  {},
  {
    a: { rows: 1500, cols: 37, sigma: null, offset: 100 },
    single: { rows: 1500, cols: 37, sigma: null, offset: 3, dtype: "float32" },
    oneRow: { rows: 1, cols: 37, sigma: null },
    components: { rows: 37, cols: 9, sigma: null },
    one: { rows: 37, cols: 1, sigma: null, dtype: "float32" },
    mean: { rows: 37, cols: 1, sigma: null, offset: 100 },
    meanOfTwo: { rows: 37, cols: 2, sigma: null },
    nan: { rows: 1500, cols: 37, sigma: null, entries: [[1031, 3, "nan"]] },
    nanMean: { rows: 37, cols: 1, sigma: null, entries: [[36, 0, "inf"]] },
  },
);
beforeAll(() => bench.make());
afterAll(() => bench.remove());

const model = { components: "components", mean: "mean" } as const;

describe("project refuses", () => {
  test("an entry of a or of the model that is not finite, on every rank", async () => {
    const { failure } = await bench.run({ a: "nan", ...model }, {}, { ranks: 3 });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details: { input: "a", row: 1031, column: 3 } });
    const second = await bench.run({ a: "a", ...model, mean: "nanMean" }, {}, { ranks: 3 });
    expect(second.failure).toMatchObject({
      code: "ATHANOR_NOT_FINITE",
      details: { input: "mean", row: 36, column: 0 },
    });
  });

  test("a model that is not for as many columns", async () => {
    const { failure } = await bench.run({ a: "components", ...model });
    expect(failure?.message).toMatch(/input components is 37 x 9; 9 x 9 is wanted/);
    const second = await bench.run({ a: "a", ...model, mean: "meanOfTwo" });
    expect(second.failure?.message).toMatch(/input mean is 37 x 2; 37 x 1 is wanted/);
  });

  test("to go on once cancelled", async () => {
    expect((await bench.run({ a: "a", ...model }, {}, { cancelAfter: 1, ranks: 3 })).status).toBe("cancelled");
  });
});

describe("project", () => {
  test.each([
    ["a", "components", 1],
    ["single", "components", 3],
    ["a", "one", 2],
    ["oneRow", "components", 3],
  ] as const)("agrees with numpy on %s along %s, on %i ranks", async (a, components, ranks) => {
    const { outcome, figures } = await bench.expectRight({ a, components, mean: "mean" }, {}, { ranks });
    expect(figures.scores).toBeLessThan(16);
    expect(fractionsOf(outcome).at(-1)).toBe(1);
  });

  test("gives the same bits for one part and for 500", async () => {
    const one = await bench.run({ a: "a", ...model });
    expect((await bench.run({ a: "a", ...model }, {}, { parts: 500 })).outputs).toEqual(one.outputs);
  });
});
