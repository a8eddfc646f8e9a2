import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fractionsOf, RoutineBench } from "./support/routine-bench.js";
import { graded, harmonic } from "./support/rowwise.js";

const specs = {
  a: { rows: 300, cols: 300, sigma: harmonic(300), kind: "symmetric" },
  single: { rows: 150, cols: 150, sigma: harmonic(150), kind: "symmetric", dtype: "float32" },
  graded: { rows: 100, cols: 100, sigma: graded(100, 1e-12), kind: "symmetric" },
  indefinite: { rows: 100, cols: 100, sigma: null, kind: "symmetric" },
  skew: { rows: 100, cols: 100, sigma: harmonic(100) },
  entry: { rows: 1, cols: 1, sigma: [4], kind: "symmetric" },
  b: { rows: 300, cols: 5, sigma: null },
  singleB: { rows: 150, cols: 2, sigma: null, dtype: "float32" },
  b100: { rows: 100, cols: 1, sigma: null },
  entryB: { rows: 1, cols: 3, sigma: null },
} as const;
const factor = new RoutineBench("scalapack.cholesky", {}, specs as never as Record<keyof typeof specs, never>);
const solve = new RoutineBench("scalapack.choleskySolve", {}, specs as never as Record<keyof typeof specs, never>);
beforeAll(() => Promise.all([factor.make(), solve.make()]));
afterAll(() => {
  factor.remove();
  solve.remove();
});

describe("cholesky and choleskySolve refuse", () => {
  test("a matrix that is not positive definite, with the minor and the rank that has it, on every rank", async () => {
    for (const { failure } of [
      await factor.run({ a: "indefinite" }, {}, { ranks: 3 }),
      await solve.run({ a: "indefinite", b: "b100" }, {}, { ranks: 2 }),
    ]) {
      expect(failure?.code).toBe("ATHANOR_NOT_POSITIVE_DEFINITE");
      expect(failure?.message).toMatch(/leading \d+ x \d+ minor.*eigh/);
      expect(failure?.details).toEqual({ info: expect.any(Number), rank: expect.any(Number) });
    }
  });

  test("a matrix that is not symmetric, on every rank", async () => {
    expect((await factor.run({ a: "skew" }, {}, { ranks: 3 })).failure?.code).toBe("ATHANOR_NOT_SYMMETRIC");
    expect((await solve.run({ a: "skew", b: "b100" })).failure?.code).toBe("ATHANOR_NOT_SYMMETRIC");
  });

  test("right-hand sides of another height", async () => {
    expect((await solve.run({ a: "graded", b: "b" })).failure?.message).toMatch(/b \(300 x 5\).*100 rows/);
  });

  test("to go on once cancelled", async () => {
    expect((await factor.run({ a: "a" }, {}, { cancelAfter: 4, ranks: 3 })).status).toBe("cancelled");
  });
});

describe("cholesky", () => {
  test.each([
    ["a", 1],
    ["a", 6],
    ["single", 4],
    ["graded", 3],
    ["entry", 2],
  ] as const)("factors a matrix that is %s, on %i ranks", async (a, ranks) => {
    const { outcome, figures } = await factor.expectRight({ a }, {}, { ranks });
    expect(figures).toMatchObject({ above: 0, negative: 0 });
    expect(figures.residual).toBeLessThan(20);
    expect(fractionsOf(outcome).at(-1)).toBe(1);
  });

  test("knows the determinant", async () => {
    const { figures } = await factor.expectRight({ a: "a" });
    expect(figures.logDeterminant).toBeLessThan(500);
  });
});

describe("choleskySolve", () => {
  test.each([
    ["a", "b", 2],
    ["a", "b", 4],
    ["single", "singleB", 3],
    ["graded", "b100", 2],
    ["entry", "entryB", 2],
  ] as const)("has a backward error of a few eps on %s x = %s, on %i ranks, and states it", async (a, b, ranks) => {
    const { figures } = await solve.expectRight({ a, b }, {}, { ranks });
    expect(figures.backwardError).toBeLessThan(10);
    expect(figures.stated).toBeLessThan(5);
    expect(figures.warnings).toBe(0);
  });
});
