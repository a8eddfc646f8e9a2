import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Figures, fractionsOf, RoutineBench } from "./support/routine-bench.js";
import { harmonic } from "./support/rowwise.js";

const kind = "symmetric";
const shuffled = Array.from({ length: 150 }, (_, i) => (i * 67 + 41) % 150);
const stored = (row: number) => shuffled.indexOf(row);
const bench = new RoutineBench(
  "slepc.eigsh",
  { which: "largestMagnitude", tol: 1e-9, maxIterations: 100, strict: false },
  {
    normal: { rows: 400, cols: 400, sigma: null, kind },
    even: { rows: 300, cols: 300, sigma: Array.from({ length: 300 }, (_, i) => 1 + i / 300), kind },
    collidingStride: { rows: 256, cols: 256, sigma: null, kind },
    semidefinite: { rows: 60, cols: 60, sigma: harmonic(60).map((value) => value ** 2), kind },
    indefinite: { rows: 40, cols: 40, sigma: harmonic(40).map((value, i) => (-1) ** i * value), kind },
    deficient: { rows: 40, cols: 40, sigma: [5, -4, 3, ...Array<number>(37).fill(0)], kind },
    identity: { rows: 30, cols: 30, sigma: Array<number>(30).fill(1), kind },
    zero: { rows: 20, cols: 20, sigma: Array<number>(20).fill(0), kind },
    huge: { rows: 40, cols: 40, sigma: harmonic(40), kind, scale: 1e200 },
    tiny: { rows: 40, cols: 40, sigma: harmonic(40), kind, scale: 1e-200 },
    entry: { rows: 1, cols: 1, sigma: null },
    shuffled: { rows: 150, cols: 150, sigma: null, kind: "shuffled_symmetric", order: shuffled },
    single: { rows: 200, cols: 200, sigma: null, kind, entries: [[17, 130, 9]] },
    shuffledWrong: {
      ...{ rows: 150, cols: 150, sigma: null, kind: "shuffled_symmetric", order: shuffled },
      entries: [[stored(20), 7, 50]],
    },
    rectangular: { rows: 20, cols: 21, sigma: null },
    nan: { rows: 50, cols: 50, sigma: null, kind, entries: [[31, 3, "nan"]] },
  },
);
beforeAll(() => bench.make());
afterAll(() => bench.remove());

function expectPairs(figures: Figures): void {
  expect(figures).toMatchObject({ asymmetry: 0, negative: 0, listed: 0 });
  expect(figures.excess).toBeLessThan(1.2);
  expect(figures.gap).toBeLessThan(10);
  expect(figures.orthogonality).toBeLessThan(100);
  expect(figures.values).toBeLessThan(100);
}

describe("slepc.eigsh refuses", () => {
  test("an entry that is not finite, with its row and column, on every rank", async () => {
    const { failure } = await bench.run({ a: "nan" }, { k: 3 }, { ranks: 3 });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details: { input: "a", row: 31, column: 3 } });
  });

  test.each([1, 3, 4])("a matrix with one entry that its mirror does not equal, on %i ranks", async (ranks) => {
    const { failure } = await bench.run({ a: "single" }, { k: 3 }, { ranks, parts: ranks });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_SYMMETRIC", details: { input: "a", row: 17, column: 130 } });
    expect(failure?.details.difference).toBeGreaterThan(1);
    expect(failure?.message).toMatch(/has 9 at row 17, column 130 and .* at row 130, column 17.*\(a \+ a'\) \/ 2/);
  });

  test("such a matrix in shuffled order, by the rows' own numbers", async () => {
    const indices = { indices: { a: shuffled }, matrixRows: { a: 150 } };
    const { failure } = await bench.run({ a: "shuffledWrong" }, { k: 3 }, { ranks: 3, ...indices });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_SYMMETRIC", details: { row: 7, column: 20 } });
    expect(failure?.message).toMatch(/ 50 at row 20, column 7/);
  });

  test("a matrix that labels do not put in order", async () => {
    const { failure } = await bench.run({ a: "shuffled" }, { k: 3 }, { indices: { a: shuffled } });
    expect(failure?.code).toBe("ATHANOR_NOT_SYMMETRIC");
  });

  test("a matrix that is not square, and one with rows that are missing", async () => {
    const { failure } = await bench.run({ a: "rectangular" }, { k: 3 });
    expect(failure?.code).toBe("ATHANOR_INVALID_ARGUMENT");
    expect(failure?.message).toMatch(/20 x 21/);
    const positions = Array.from({ length: 20 }, (_, i) => i);
    const missing = await bench.run(
      { a: "rectangular" },
      { k: 3 },
      { indices: { a: positions }, matrixRows: { a: 21 } },
    );
    expect(missing.failure?.message).toMatch(/1 row.*missing/);
  });

  test("to go on once cancelled, in the middle of a restart", async () => {
    const outcome = await bench.run({ a: "even" }, { k: 5 }, { cancelAfter: 60, ranks: 3 });
    expect(outcome).toMatchObject({ status: "cancelled", failure: null });
  });

  test("a result that has not converged where strict, with the iterations and the residual", async () => {
    const { failure } = await bench.run({ a: "even" }, { k: 5, maxIterations: 1, strict: true });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_CONVERGED", details: { iterations: 1 } });
    expect(failure?.details.residual).toBeGreaterThan(1e-6);
  });
});

describe("slepc.eigsh", () => {
  test.each([
    ["normal", "largestMagnitude", 6, 3],
    ["normal", "largest", 6, 1],
    ["normal", "smallest", 6, 2],
    ["even", "largest", 4, 2],
    ["semidefinite", "smallest", 6, 2],
    ["indefinite", "largestMagnitude", 40, 3],
    ["deficient", "largestMagnitude", 6, 2],
    ["identity", "smallest", 4, 2],
    ["zero", "largest", 3, 3],
    ["huge", "largest", 3, 2],
    ["tiny", "smallest", 3, 2],
    ["entry", "largestMagnitude", 1, 3],
  ] as const)(
    "finds the eigenvalues of a matrix that is %s, %s, k = %i, on %i ranks",
    async (name, which, k, ranks) => {
      const { outcome, figures } = await bench.expectRight({ a: name }, { which, k }, { ranks });
      expectPairs(figures);
      expect(outcome.result).toMatchObject({ converged: true, warnings: [] });
      expect(fractionsOf(outcome).at(-1)).toBe(1);
    },
  );

  test.each([1, 4])("takes rows in any order where they have positions, on %i ranks", async (ranks) => {
    const indices = { indices: { a: shuffled }, matrixRows: { a: 150 } };
    const { figures } = await bench.expectRight({ a: "shuffled" }, { k: 5 }, { ranks, parts: 7, ...indices });
    expectPairs(figures);
  });

  test("takes rows with labels as they are stored", async () => {
    const labels = Array.from({ length: 400 }, (_, i) => 1000 - i);
    const { figures } = await bench.expectRight({ a: "normal" }, { k: 2 }, { indices: { a: labels } });
    expectPairs(figures);
  });

  test("hands out what it has when the iterations are used up, and says so", async () => {
    const { outcome, figures } = await bench.expectRight({ a: "even" }, { k: 5, maxIterations: 1 });
    expect(outcome.result.converged).toBe(false);
    expect(outcome.result.warnings).toEqual([expect.stringMatching(/of 5 eigenvalues did not reach tol/)]);
    expect(figures.orthogonality).toBeLessThan(100);
    expect(figures.gap).toBeLessThan(10);
  });

  test("gives the same bits for one part and for 500", async () => {
    const one = await bench.run({ a: "collidingStride" }, { k: 4 });
    expect(one.failure).toBeNull();
    expect((await bench.run({ a: "collidingStride" }, { k: 4 }, { parts: 500 })).outputs).toEqual(one.outputs);
  });
});
