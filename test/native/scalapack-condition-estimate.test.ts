import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RoutineBench } from "./support/routine-bench.js";
import { graded, harmonic } from "./support/rowwise.js";

const bench = new RoutineBench(
  "scalapack.conditionEstimate",
  {},
  {
    random: { rows: 200, cols: 200, sigma: null },
    single: { rows: 100, cols: 100, sigma: harmonic(100), dtype: "float32" },
    graded: { rows: 90, cols: 90, sigma: graded(90, 1e-10) },
    singular: { rows: 50, cols: 50, sigma: null, columns: { 3: 0 } },
    entry: { rows: 1, cols: 1, sigma: null },
    wide: { rows: 20, cols: 50, sigma: null },
  },
);
beforeAll(() => bench.make());
afterAll(() => bench.remove());

test("conditionEstimate refuses a matrix that is not square", async () => {
  expect((await bench.run({ a: "wide" }, {}, { ranks: 3 })).failure?.message).toMatch(/20 x 50.*not square/);
});

describe("conditionEstimate", () => {
  test.each([
    ["random", 1],
    ["random", 4],
    ["single", 3],
    ["graded", 2],
    ["entry", 2],
  ] as const)("is within a factor of 3 and not above, for %s, on %i ranks", async (a, ranks) => {
    const { figures } = await bench.expectRight({ a }, {}, { ranks });
    expect(figures.ratio).toBeLessThan(1.01);
    expect(figures.ratio).toBeGreaterThan(1 / 3);
    expect(figures.norm).toBeLessThan(50);
  });

  test("has no number for a singular matrix", async () => {
    expect((await bench.run({ a: "singular" })).result).toMatchObject({ condition: null, rcond: 0 });
  });
});
