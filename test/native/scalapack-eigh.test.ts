import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fractionsOf, RoutineBench } from "./support/routine-bench.js";
import { graded, harmonic } from "./support/rowwise.js";

const alternating = harmonic(80).map((value, i) => (i % 2 === 0 ? value : -value));
const bench = new RoutineBench(
  "scalapack.eigh",
  {},
  {
    random: { rows: 200, cols: 200, sigma: null, kind: "symmetric" },
    single: { rows: 120, cols: 120, sigma: null, kind: "symmetric", dtype: "float32" },
    graded: { rows: 90, cols: 90, sigma: graded(90, 1e-12), kind: "symmetric" },
    alternating: { rows: 80, cols: 80, sigma: alternating, kind: "symmetric" },
    multiple: {
      rows: 60,
      cols: 60,
      sigma: Array.from({ length: 60 }, (_, i) => Math.floor(i / 20)),
      kind: "symmetric",
    },
    zero: { rows: 20, cols: 20, sigma: null, kind: "symmetric", scale: 0 },
    huge: { rows: 40, cols: 40, sigma: null, kind: "symmetric", scale: 1e200 },
    tiny: { rows: 40, cols: 40, sigma: null, kind: "symmetric", scale: 1e-200 },
    entry: { rows: 1, cols: 1, sigma: [-3], kind: "symmetric" },
    skew: { rows: 50, cols: 50, sigma: null },
    wide: { rows: 20, cols: 50, sigma: null },
  },
);
beforeAll(() => bench.make());
afterAll(() => bench.remove());

describe("eigh refuses", () => {
  test("a matrix that is not symmetric, on every rank", async () => {
    expect((await bench.run({ a: "skew" }, {}, { ranks: 3 })).failure?.code).toBe("ATHANOR_NOT_SYMMETRIC");
  });

  test("a matrix that is not square", async () => {
    expect((await bench.run({ a: "wide" })).failure?.message).toMatch(/20 x 50.*not square/);
  });

  test("to go on once cancelled", async () => {
    expect((await bench.run({ a: "random" }, {}, { cancelAfter: 5, ranks: 3 })).status).toBe("cancelled");
  });
});

describe("eigh", () => {
  test.each([
    ["random", 1],
    ["random", 6],
    ["single", 4],
    ["graded", 2],
    ["alternating", 3],
    ["multiple", 2],
    ["zero", 2],
    ["huge", 2],
    ["tiny", 2],
    ["entry", 3],
  ] as const)("decomposes a matrix that is %s, on %i ranks", async (a, ranks) => {
    const { outcome, figures } = await bench.expectRight({ a }, {}, { ranks });
    expect(figures).toMatchObject({ descending: 0, signs: 0 });
    expect(figures.orthogonality).toBeLessThan(100);
    expect(figures.values).toBeLessThan(50);
    expect(figures.residual).toBeLessThan(300);
    expect(fractionsOf(outcome).at(-1)).toBe(1);
  });
});
