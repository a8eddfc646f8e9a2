import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { graded, harmonic, SvdBench } from "./support/rowwise.js";

const copies = (count: number, value: number): number[] => Array<number>(count).fill(value);

const bench = new SvdBench({
  gradedTall: { rows: 400, cols: 100, sigma: graded(100, 1e-10) },
  gradedWide: { rows: 100, cols: 400, sigma: graded(100, 1e-10) },
  gradedSingle: { rows: 400, cols: 100, sigma: graded(100, 1e-10), dtype: "float32" },
  clustered: {
    rows: 500,
    cols: 200,
    sigma: [...copies(5, 10), ...copies(3, 9.999999), ...copies(12, 5), ...harmonic(180)],
  },
  repeated: { rows: 300, cols: 150, sigma: [20, ...copies(30, 10), ...harmonic(100)] },
  /* Broad enough for Lanczos on T'T, whose block has fewer columns than there are copies. */
  manyCopies: { rows: 600, cols: 400, sigma: [...copies(14, 10), ...harmonic(386)] },
  isometry: { rows: 150, cols: 100, sigma: copies(100, 1) },
  deficient: { rows: 200, cols: 90, sigma: harmonic(7) },
  rankOne: { rows: 60, cols: 40, sigma: [3] },
  deficientWide: { rows: 90, cols: 200, sigma: harmonic(7) },
  faint: { rows: 600, cols: 400, sigma: [...harmonic(10), ...harmonic(290).map((value) => 1e-9 * value)] },
  flat: { rows: 600, cols: 400, sigma: null },
  zero: { rows: 40, cols: 30, sigma: null, scale: 0 },
  tiny: { rows: 200, cols: 80, sigma: harmonic(80), scale: 1e-200 },
  denormal: { rows: 200, cols: 80, sigma: harmonic(80), scale: 1e-300 },
  huge: { rows: 80, cols: 200, sigma: harmonic(80), scale: 1e300 },
  hugeSingle: { rows: 200, cols: 80, sigma: harmonic(80), scale: 1e38, dtype: "float32" },
});
beforeAll(() => bench.make());
afterAll(() => bench.remove());

const methods = ["krylov", "gram", "qr"] as const;

describe.each(methods)("method %s", (method) => {
  test.each(["gradedTall", "gradedWide"] as const)(
    "keeps singular values from 1 to 1e-10 within 100 eps of the largest when most of them are asked for (%s)",
    async (name) => {
      const [{ result }, { values }] = await bench.expectFactored(name, { k: 80, method });
      expect(result.converged).toBe(true);
      expect(values).toBeLessThan(100);
    },
  );

  test("finds every copy of a repeated and every member of a clustered singular value", async () => {
    expect((await bench.expectFactored("clustered", { k: 20, method }))[0].result.converged).toBe(true);
    expect((await bench.expectFactored("repeated", { k: 20, method }))[0].result.converged).toBe(true);
    expect((await bench.expectFactored("isometry", { k: 20, method }))[0].result.converged).toBe(true);
    for (const k of [12, 14]) {
      const [{ result }, { values }] = await bench.expectFactored("manyCopies", { k, method });
      expect(result.converged).toBe(true);
      expect(values).toBeLessThan(100);
    }
  });

  test.each(["deficient", "deficientWide"] as const)(
    "counts the rank of a matrix of rank 7 (%s) and completes its vectors orthonormally",
    async (name) => {
      const [{ result }] = await bench.expectFactored(name, { k: 20, method });
      expect(result.certificate).toMatchObject({ converged: true, effectiveRank: 7 });
    },
  );

  test("completes the vectors of a matrix of rank 1, whose Krylov blocks have no rank of their own", async () => {
    const [{ result }] = await bench.expectFactored("rankOne", { k: 20, method });
    expect(result.certificate).toMatchObject({ converged: true, effectiveRank: 1 });
  });

  test("gives the zero matrix zeros and orthonormal vectors", async () => {
    const [{ result }] = await bench.expectFactored("zero", { k: 5, method });
    expect(result.singularValues).toEqual([0, 0, 0, 0, 0]);
    expect(result.certificate).toMatchObject({ converged: true, effectiveRank: 0, residual: 0 });
  });

  test.each(["tiny", "denormal", "huge", "hugeSingle"] as const)(
    "is at home where the squares of entries leave the range of a double (%s)",
    async (name) => {
      const [{ result }] = await bench.expectFactored(name, { k: 10, method });
      expect(result.certificate).toMatchObject({ converged: true, effectiveRank: 10 });
    },
  );
});

test("triplets below the recurrence's own rounding are found by measuring A itself", async () => {
  for (const method of methods) {
    const [{ result }] = await bench.expectFactored("faint", { k: 20, method });
    expect(result.converged).toBe(true);
  }
});

test("a spectrum without gaps takes many steps, over restarts of the basis", async () => {
  const [{ result }, { values }] = await bench.expectFactored("flat", { k: 10, method: "krylov", blockSize: 4 });
  expect(result.converged).toBe(true);
  expect(result.certificate.passes * 4).toBeGreaterThan(3 * 10 + 128);
  expect(result.certificate.passes).toBeLessThan(65); // a restart that loses its recurrence takes many more
  expect(values).toBeLessThan(100);
});

test("float32 singular values below its rounding count as zero", async () => {
  const [{ result }] = await bench.expectFactored("gradedSingle", { k: 80 });
  expect(result.converged).toBe(true);
  expect(result.certificate.effectiveRank).toBeLessThan(60);
});

test("a tolerance of zero asks for 100 eps of the largest singular value and gets it", async () => {
  const [{ result }] = await bench.expectFactored("clustered", { k: 20, tol: 0, method: "krylov" });
  expect(result.converged).toBe(true);
});
