import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type Figures,
  fractionsOf,
  RoutineBench,
  type RoutineMatrix,
  type RoutineOutcome,
} from "./support/routine-bench.js";
import { type Certificate, graded, harmonic } from "./support/rowwise.js";

const matrices = {
  tall: { rows: 700, cols: 60, sigma: harmonic(60) },
  normal: { rows: 900, cols: 300, sigma: null },
  wide: { rows: 40, cols: 500, sigma: harmonic(40) },
  square: { rows: 50, cols: 50, sigma: harmonic(50) },
  collidingStride: { rows: 600, cols: 128, sigma: null },
  deficient: { rows: 200, cols: 50, sigma: harmonic(7) },
  zeroColumns: { rows: 50, cols: 10, sigma: null, columns: { 1: 0, 4: 0, 5: 0 } },
  graded: { rows: 300, cols: 40, sigma: graded(40, 1e-14) },
  repeated: { rows: 200, cols: 40, sigma: [...Array<number>(10).fill(1), ...harmonic(20).map((s) => s / 2)] },
  zero: { rows: 30, cols: 20, sigma: [0] },
  huge: { rows: 60, cols: 20, sigma: harmonic(20), scale: 1e200 },
  tiny: { rows: 60, cols: 20, sigma: harmonic(20), scale: 1e-200 },
  oneRow: { rows: 1, cols: 40, sigma: null },
  oneColumn: { rows: 40, cols: 1, sigma: null },
  entry: { rows: 1, cols: 1, sigma: null },
  pixels: { rows: 10_000, cols: 784, sigma: null, kind: "fashion_mnist", what: "images" },
  nan: { rows: 50, cols: 20, sigma: null, entries: [[31, 3, "nan"]] },
} satisfies Record<string, RoutineMatrix>;

const defaults = { tol: 1e-9, method: "trlanczos", maxIterations: 100, strict: false };
const bench = new RoutineBench("slepc.truncatedSvd", defaults, matrices);
const peerDefaults = { tol: 1e-9, seed: 1, maxPasses: 200, method: "auto", strict: false, blockSize: 0 };
const peer = new RoutineBench("rowwise.truncatedSvd", peerDefaults, matrices);
beforeAll(() => Promise.all([bench.make(), peer.make()]));
afterAll(() => {
  bench.remove();
  peer.remove();
});

const certificateOf = (outcome: RoutineOutcome) => outcome.result.certificate as Certificate & { iterations: number };

function expectTriplets(figures: Figures): void {
  expect(figures).toMatchObject({ negative: 0, ascents: 0, listed: 0 });
  expect(figures.excess).toBeLessThan(1.2);
  expect(figures.gap).toBeLessThan(10);
  expect(figures.orthogonality).toBeLessThan(100);
  expect(figures.values).toBeLessThan(100);
}

describe("slepc.truncatedSvd refuses", () => {
  test("an entry that is not finite, with its row and column, on every rank", async () => {
    const { failure } = await bench.run({ a: "nan" }, { k: 3 }, { ranks: 3 });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details: { input: "a", row: 31, column: 3 } });
  });

  test.each(["trlanczos", "cross"])("to go on once cancelled, in the middle of a restart (%s)", async (method) => {
    const outcome = await bench.run({ a: "normal" }, { k: 10, method }, { cancelAfter: 60, ranks: 3 });
    expect(outcome).toMatchObject({ status: "cancelled", failure: null });
  });

  test("a result that has not converged where strict, with the iterations and the residual", async () => {
    const { failure } = await bench.run({ a: "normal" }, { k: 10, maxIterations: 1, strict: true });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_CONVERGED", details: { iterations: 1 } });
    expect(failure?.details.residual).toBeGreaterThan(1e-6);
    expect(failure?.message).toMatch(/of 10 triplets did not reach tol .* in 1 restarts.*Raise maxIterations/);
  });
});

describe("slepc.truncatedSvd", () => {
  test.each([
    ["tall", 5, 1, "trlanczos"],
    ["normal", 10, 2, "trlanczos"],
    ["normal", 10, 3, "cross"],
    ["wide", 5, 3, "trlanczos"],
    ["square", 50, 2, "trlanczos"],
    ["deficient", 12, 3, "trlanczos"],
    ["deficient", 12, 2, "cross"],
    ["zeroColumns", 10, 2, "trlanczos"],
    ["graded", 12, 2, "trlanczos"],
    ["repeated", 15, 2, "trlanczos"],
    ["zero", 4, 2, "trlanczos"],
    ["huge", 4, 2, "trlanczos"],
    ["tiny", 4, 2, "cross"],
    ["oneRow", 1, 3, "trlanczos"],
    ["oneRow", 1, 2, "cross"],
    ["oneColumn", 1, 2, "trlanczos"],
    ["entry", 1, 3, "trlanczos"],
  ] as const)(
    "finds the triplets of a matrix that is %s (k = %i) on %i ranks by %s",
    async (name, k, ranks, method) => {
      const { outcome, figures } = await bench.expectRight({ a: name }, { k, method }, { ranks });
      expectTriplets(figures);
      const { rows, cols } = matrices[name];
      expect(figures).toMatchObject({ rows, cols, rank: certificateOf(outcome).effectiveRank });
      expect(outcome.result).toMatchObject({ converged: true, warnings: [] });
      expect(fractionsOf(outcome).at(-1)).toBe(1);
    },
  );

  test("hands out what it has when the iterations are used up, and says so", async () => {
    const { outcome, figures } = await bench.expectRight({ a: "normal" }, { k: 10, maxIterations: 1 });
    expect(outcome.result.converged).toBe(false);
    expect(outcome.result.warnings).toEqual([expect.stringMatching(/of 10 triplets did not reach tol/)]);
    expect(figures.orthogonality).toBeLessThan(100);
    expect(figures.gap).toBeLessThan(10);
    expect(figures.excess).toBeGreaterThan(10);
  });

  test("does not call small values right that the cross product has lost", async () => {
    const { outcome, figures } = await bench.expectRight({ a: "graded" }, { k: 40, method: "cross" });
    expect(outcome.result.converged).toBe(false);
    expect(outcome.result.warnings).toEqual([expect.stringMatching(/method trlanczos/)]);
    expect(figures.gap).toBeLessThan(10);
    expect(figures.orthogonality).toBeLessThan(100);
  });

  test.each(["trlanczos", "cross"])("gives the same bits for one part and for 500 (%s)", async (method) => {
    const one = await bench.run({ a: "collidingStride" }, { k: 4, method });
    expect(one.failure).toBeNull();
    expect((await bench.run({ a: "collidingStride" }, { k: 4, method }, { parts: 500 })).outputs).toEqual(one.outputs);
  });
});

const doubles = (text: string): Float64Array => new Float64Array(new Uint8Array(Buffer.from(text, "base64")).buffer);

/** Largest difference between two sets of k vectors, entry by entry. */
function difference(one: string, other: string): number {
  const values = doubles(other);
  return doubles(one).reduce((largest, value, i) => Math.max(largest, Math.abs(value - values[i]!)), 0);
}

describe("slepc.truncatedSvd and rowwise.truncatedSvd agree", () => {
  test.each([
    ["pixels", 20],
    ["wide", 8],
  ] as const)("on %s, k = %i", async (name, k) => {
    const [ours, theirs] = [await peer.run({ a: name }, { k }), await bench.run({ a: name }, { k })];
    expect(theirs.failure ?? ours.failure).toBeNull();
    expect(theirs.result.converged && ours.result.converged).toBe(true);
    const [s, other] = [ours.result.singularValues as number[], theirs.result.singularValues as number[]];
    s.forEach((value, i) => {
      expect(Math.abs(value - other[i]!)).toBeLessThan(100 * 2 ** -52 * s[0]!);
    });
    // Vectors turn by the residual over the gap to the next value; signs are settled.
    const gaps = s.slice(1).map((value, i) => (s[i]! - value) / s[i]!);
    const allowed = (2 * 1e-9) / Math.min(...gaps);
    expect(difference(ours.outputs.u!, theirs.outputs.u!)).toBeLessThan(allowed);
    expect(difference(ours.outputs.v!, theirs.outputs.v!)).toBeLessThan(allowed);
    expect(Object.keys(certificateOf(theirs))).toEqual(
      expect.arrayContaining(Object.keys(certificateOf(ours)).filter((key) => !["blockSize", "seed"].includes(key))),
    );
  });
});
