import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fractionsOf, RoutineBench } from "./support/routine-bench.js";

const matrices = {
  a: { rows: 900, cols: 37, sigma: null },
  single: { rows: 900, cols: 37, sigma: null, dtype: "float32" },
  oneRow: { rows: 1, cols: 37, sigma: null },
  far: { rows: 30, cols: 37, sigma: null, scale: 1e6 },
  x: { rows: 37, cols: 4, sigma: null },
  column: { rows: 37, cols: 1, sigma: null, dtype: "float32" },
  x50: { rows: 50, cols: 4, sigma: null },
  intercept: { rows: 1, cols: 4, sigma: null },
  constant: { rows: 1, cols: 1, sigma: null, dtype: "float32" },
  nan: { rows: 900, cols: 37, sigma: null, entries: [[431, 3, "nan"]] },
  nanX: { rows: 37, cols: 4, sigma: null, entries: [[36, 0, "inf"]] },
} as const;
const kernel = { features: 0, gamma: 0.1, seed: 5 };
const several = { x: "x", intercept: "intercept" } as const;
const single = { x: "column", intercept: "constant" } as const;

type Name = keyof typeof matrices;
const specs = matrices as unknown as Record<Name, { rows: number; cols: number; sigma: null }>;
const predict = new RoutineBench<Name>("rowwise.linearPredict", { ...kernel, output: "value" }, specs);
const classify = new RoutineBench<Name>("rowwise.linearClassify", kernel, specs);
beforeAll(() => Promise.all([predict.make(), classify.make()]));
afterAll(() => {
  predict.remove();
  classify.remove();
});

describe("linearPredict refuses", () => {
  test("an entry of a or of the model that is not finite, on every rank", async () => {
    const { failure } = await predict.run({ a: "nan", ...several }, {}, { ranks: 3 });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details: { input: "a", row: 431, column: 3 } });
    const second = await predict.run({ a: "a", ...several, x: "nanX" }, {}, { ranks: 3 });
    expect(second.failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details: { input: "x", row: 36, column: 0 } });
  });

  test("a model of other columns, or of other features", async () => {
    const { failure } = await predict.run({ a: "a", ...several, x: "x50" });
    expect(failure?.message).toMatch(/input x is 50 x 4; 37 x 4 is wanted: a row for each column of a/);
    const second = await predict.run({ a: "a", ...several }, { features: 50 });
    expect(second.failure?.message).toMatch(/input x is 37 x 4; 50 x 4 is wanted.*features/);
    const third = await predict.run({ a: "a", x: "x", intercept: "constant" });
    expect(third.failure?.message).toMatch(/input intercept is 1 x 1; 1 x 4 is wanted/);
  });

  test("to go on once cancelled", async () => {
    expect((await predict.run({ a: "a", ...several }, {}, { cancelAfter: 1, ranks: 3 })).status).toBe("cancelled");
  });
});

describe("linearPredict", () => {
  test.each([
    ["a", several, "value", 0, 1],
    ["single", several, "value", 0, 3],
    ["a", single, "value", 0, 2],
    ["oneRow", several, "probability", 0, 3],
    ["a", single, "probability", 0, 2],
    ["far", several, "probability", 0, 2],
    ["far", single, "probability", 0, 2],
    ["a", { ...several, x: "x50" }, "value", 50, 3],
    ["single", { ...several, x: "x50" }, "probability", 50, 2],
  ] as const)(
    "of %s with %o agrees with numpy (%s, %i features, %i ranks)",
    async (a, model, output, features, ranks) => {
      const { outcome, figures } = await predict.expectRight({ a, ...model }, { output, features }, { ranks });
      expect(figures.prediction).toBeLessThan(16);
      if (output === "probability") expect(figures.sums).toBeLessThan(16);
      expect(fractionsOf(outcome).at(-1)).toBe(1);
    },
  );

  test("gives the same bits for one part and for 500", async () => {
    const input = { a: "a", ...several, x: "x50" } as const;
    const one = await predict.run(input, { features: 50 });
    expect((await predict.run(input, { features: 50 }, { parts: 500 })).outputs).toEqual(one.outputs);
  });
});

describe("linearClassify", () => {
  test.each([
    ["a", several, 0, 3],
    ["single", single, 0, 2],
    ["a", { ...several, x: "x50" }, 50, 2],
  ] as const)("of %s with %o finds numpy's classes (%i features, %i ranks)", async (a, model, features, ranks) => {
    const { figures } = await classify.expectRight({ a, ...model }, { features }, { ranks });
    expect(figures).toMatchObject({ wrong: 0, rows: 900 });
    expect(figures.classes).toBeGreaterThan(1);
  });
});
