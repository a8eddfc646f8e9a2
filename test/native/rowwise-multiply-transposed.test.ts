import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fractionsOf, RoutineBench } from "./support/routine-bench.js";

const bench = new RoutineBench(
  "rowwise.multiplyTransposed",
  {},
  {
    a: { rows: 1500, cols: 37, sigma: null },
    single: { rows: 1500, cols: 37, sigma: null, dtype: "float32" },
    b: { rows: 1500, cols: 9, sigma: null },
    vector: { rows: 1500, cols: 1, sigma: null, dtype: "float32" },
    few: { rows: 2, cols: 12, sigma: null },
    fewB: { rows: 2, cols: 5, sigma: null },
    nanB: { rows: 1500, cols: 9, sigma: null, entries: [[1031, 8, "nan"]] },
  },
);
beforeAll(() => bench.make());
afterAll(() => bench.remove());

describe("multiplyTransposed refuses", () => {
  test("an entry of b that is not finite, on every rank", async () => {
    const { failure } = await bench.run({ a: "a", b: "nanB" }, {}, { ranks: 3 });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details: { input: "b", row: 1031, column: 8 } });
    const swapped = await bench.run({ a: "nanB", b: "a" }, {}, { ranks: 3 });
    expect(swapped.failure).toMatchObject({ details: { input: "a", row: 1031, column: 8 } });
  });

  test("matrices with different numbers of rows", async () => {
    const { failure } = await bench.run({ a: "a", b: "few" });
    expect(failure?.code).toBe("ATHANOR_INVALID_ARGUMENT");
    expect(failure?.message).toMatch(/input b has 2 stored rows, and a has 1500/);
  });

  test("matrices stored in different orders of rows", async () => {
    const indices = { a: [0, 1], b: [1, 0] };
    const { failure } = await bench.run({ a: "few", b: "fewB" }, {}, { indices, ranks: 3 });
    expect(failure).toMatchObject({ code: "ATHANOR_INVALID_ARGUMENT", details: { row: 0 } });
  });

  test("to go on once cancelled", async () => {
    expect((await bench.run({ a: "a", b: "b" }, {}, { cancelAfter: 1, ranks: 3 })).status).toBe("cancelled");
  });
});

describe("multiplyTransposed", () => {
  test.each([
    ["a", "b", 1],
    ["single", "b", 3],
    ["a", "vector", 2],
    ["few", "fewB", 4],
  ] as const)("agrees with numpy on %s and %s, on %i ranks", async (a, b, ranks) => {
    const { outcome, figures } = await bench.expectRight({ a, b }, {}, { ranks });
    expect(figures.product).toBeLessThan(16);
    expect(fractionsOf(outcome).at(-1)).toBe(1);
  });

  test("takes rows in any order that both have", async () => {
    const indices = { a: [7, 3], b: [7, 3] };
    expect((await bench.run({ a: "few", b: "fewB" }, {}, { indices, ranks: 3 })).status).toBe("ok");
  });

  test("gives the same bits for one part and for 500", async () => {
    const one = await bench.run({ a: "a", b: "b" });
    expect((await bench.run({ a: "a", b: "b" }, {}, { parts: 500 })).outputs).toEqual(one.outputs);
  });
});
