import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fractionsOf, RoutineBench } from "./support/routine-bench.js";

const bench = new RoutineBench(
  "rowwise.gram",
  {},
  {
    tall: { rows: 1500, cols: 37, sigma: null },
    wide: { rows: 4, cols: 200, sigma: null },
    single: { rows: 1500, cols: 37, sigma: null, dtype: "float32" },
    collidingStride: { rows: 1100, cols: 128, sigma: null },
    oneRow: { rows: 1, cols: 20, sigma: null },
    oneColumn: { rows: 40, cols: 1, sigma: null },
    nan: { rows: 50, cols: 20, sigma: null, entries: [[31, 3, "nan"]] },
    large: { rows: 50, cols: 20, sigma: null, scale: 1e140 },
  },
);
beforeAll(() => bench.make());
afterAll(() => bench.remove());

test("gram refuses an entry that is not finite, with its row and column, on every rank", async () => {
  const { status, failure } = await bench.run({ a: "nan" }, {}, { ranks: 3 });
  expect(status).toBe("failed");
  expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details: { input: "a", row: 31, column: 3 } });
});

test("gram ends on all ranks once one is cancelled", async () => {
  expect((await bench.run({ a: "tall" }, {}, { cancelAfter: 1, ranks: 3 })).status).toBe("cancelled");
});

describe("gram", () => {
  test.each([
    ["tall", 1, 37],
    ["wide", 6, 200],
    ["single", 3, 37],
    ["collidingStride", 2, 128],
    ["oneRow", 2, 20],
    ["oneColumn", 2, 1],
    ["large", 2, 20],
  ] as const)("agrees with numpy on a matrix that is %s, on %i ranks", async (name, ranks, rows) => {
    const { outcome, figures } = await bench.expectRight({ a: name }, {}, { ranks });
    expect(figures).toMatchObject({ asymmetry: 0, rows });
    expect(figures.gram).toBeLessThan(32);
    expect(fractionsOf(outcome).at(-1)).toBe(1);
  });

  test.each(["tall", "collidingStride"] as const)("gives the same bits for one part and for 700 (%s)", async (name) => {
    const one = await bench.run({ a: name });
    expect((await bench.run({ a: name }, {}, { parts: 700 })).outputs).toEqual(one.outputs);
  });
});
