import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fractionsOf, RoutineBench } from "./support/routine-bench.js";

const bench = new RoutineBench(
  "scalapack.transpose",
  {},
  {
    tall: { rows: 700, cols: 150, sigma: null },
    wide: { rows: 150, cols: 701, sigma: null, dtype: "float32" },
    entry: { rows: 1, cols: 1, sigma: null },
    column: { rows: 300, cols: 1, sigma: null },
    nan: { rows: 300, cols: 70, sigma: null, entries: [[231, 66, "nan"]] },
    infinite: { rows: 300, cols: 70, sigma: null, dtype: "float32", entries: [[7, 1, "inf"]] },
    huge: { rows: 30, cols: 70, sigma: null, scale: 1e307 },
  },
);
beforeAll(() => bench.make());
afterAll(() => bench.remove());

describe("transpose refuses", () => {
  test.each([
    ["nan", { row: 231, column: 66 }],
    ["infinite", { row: 7, column: 1 }],
  ] as const)("an entry that is not finite, on every rank (%s)", async (a, where) => {
    const { failure } = await bench.run({ a }, {}, { ranks: 3 });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details: { input: "a", ...where } });
  });

  test("an entry that is not finite, by the position of its row", async () => {
    const a = Array.from({ length: 300 }, (_, i) => 299 - i);
    const { failure } = await bench.run({ a: "nan" }, {}, { indices: { a }, matrixRows: { a: 300 }, ranks: 3 });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details: { row: 299 - 231, column: 66 } });
  });

  test.each([0, 1, 2])("to go on once cancelled, after %i answers", async (cancelAfter) => {
    expect((await bench.run({ a: "tall" }, {}, { cancelAfter, ranks: 3 })).status).toBe("cancelled");
  });
});

describe("transpose", () => {
  test.each([
    ["tall", 1],
    ["tall", 4],
    ["wide", 2],
    ["wide", 6],
    ["entry", 3],
    ["column", 6],
    ["huge", 2],
  ] as const)("is exact on a matrix that is %s, on %i ranks", async (a, ranks) => {
    const { outcome, figures } = await bench.expectRight({ a }, {}, { ranks });
    expect(figures.wrong).toBe(0);
    expect(fractionsOf(outcome).at(-1)).toBe(1);
    expect(outcome.result.timings).toMatchObject({ redistribute: expect.any(Number), write: expect.any(Number) });
  });
});
