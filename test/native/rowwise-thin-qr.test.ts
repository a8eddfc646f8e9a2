import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Figures, fractionsOf, RoutineBench } from "./support/routine-bench.js";
import { graded, harmonic } from "./support/rowwise.js";

const bench = new RoutineBench(
  "rowwise.thinQr",
  { method: "auto" },
  {
    tall: { rows: 1500, cols: 37, sigma: null },
    single: { rows: 1500, cols: 37, sigma: null, dtype: "float32" },
    collidingStride: { rows: 1100, cols: 128, sigma: null },
    square: { rows: 60, cols: 60, sigma: harmonic(60) },
    graded: { rows: 600, cols: 40, sigma: graded(40, 1e-14) },
    deficient: { rows: 600, cols: 40, sigma: harmonic(7), columns: { 5: 0 } },
    huge: { rows: 300, cols: 10, sigma: null, scale: 1e200 },
    tiny: { rows: 300, cols: 10, sigma: null, scale: 1e-200 },
    oneColumn: { rows: 40, cols: 1, sigma: null },
    entry: { rows: 1, cols: 1, sigma: null },
    wide: { rows: 20, cols: 21, sigma: null },
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

describe("thinQr refuses", () => {
  test.each(["auto", "tsqr"])(
    "an entry that is not finite, with its row and column, on every rank (%s)",
    async (method) => {
      const { failure } = await bench.run({ a: "nan" }, { method }, { ranks: 3 });
      expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details: { input: "a", row: 31, column: 3 } });
    },
  );

  test("a matrix that is wider than tall", async () => {
    const { failure } = await bench.run({ a: "wide" });
    expect(failure?.code).toBe("ATHANOR_INVALID_ARGUMENT");
    expect(failure?.message).toMatch(/20 x 21.*at least as many rows/);
  });

  test("to go on once cancelled, in a later pass", async () => {
    expect((await bench.run({ a: "tall" }, {}, { cancelAfter: 3, ranks: 3 })).status).toBe("cancelled");
  });
});

describe("thinQr", () => {
  test.each([
    ["tall", 1, "auto", "cholesky"],
    ["tall", 3, "tsqr", "tsqr"],
    ["single", 3, "auto", "cholesky"],
    ["square", 2, "auto", "cholesky"],
    ["graded", 2, "auto", "tsqr"],
    ["deficient", 3, "auto", "tsqr"],
    ["huge", 2, "auto", "tsqr"],
    ["tiny", 2, "auto", "tsqr"],
    ["oneColumn", 2, "auto", "cholesky"],
    ["entry", 3, "auto", "cholesky"],
    ["entry", 2, "tsqr", "tsqr"],
  ] as const)("factors a matrix that is %s, on %i ranks, asked for %s, by %s", async (name, ranks, method, by) => {
    const { outcome, figures } = await bench.expectRight({ a: name }, { method }, { ranks });
    expectFactored(figures);
    expect(outcome.result.method).toBe(by);
    expect(fractionsOf(outcome).at(-1)).toBe(1);
  });

  test.each([
    ["collidingStride", "auto"],
    ["tall", "tsqr"],
  ] as const)("gives the same bits for one part and for 500 (%s, %s)", async (name, method) => {
    const one = await bench.run({ a: name }, { method });
    expect((await bench.run({ a: name }, { method }, { parts: 500 })).outputs).toEqual(one.outputs);
  });
});
