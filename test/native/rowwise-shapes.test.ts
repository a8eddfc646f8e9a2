import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { harmonic, SvdBench } from "./support/rowwise.js";

const sigma = harmonic(120);
const bench = new SvdBench({
  tall: { rows: 300, cols: 120, sigma },
  wide: { rows: 120, cols: 300, sigma },
  square: { rows: 120, cols: 120, sigma },
  tallSingle: { rows: 300, cols: 120, sigma, dtype: "float32" },
  wideSingle: { rows: 120, cols: 300, sigma, dtype: "float32" },
  squareSingle: { rows: 120, cols: 120, sigma, dtype: "float32" },
  panels: { rows: 200, cols: 3000, sigma: harmonic(200) },
  broad: { rows: 2110, cols: 2100, sigma: harmonic(30) },
  collidingStride: { rows: 1100, cols: 512, sigma: harmonic(512) },
  entry: { rows: 1, cols: 1, sigma: null },
  oneRow: { rows: 1, cols: 50, sigma: null },
  oneColumn: { rows: 50, cols: 1, sigma: null },
  fewRows: { rows: 2, cols: 40, sigma: null },
  tiny: { rows: 3, cols: 2, sigma: null },
});
beforeAll(() => bench.make());
afterAll(() => bench.remove());

const methods = ["auto", "krylov", "gram", "qr"] as const;

describe.each(methods)("method %s", (method) => {
  test.each(["tall", "wide", "square", "tallSingle", "wideSingle", "squareSingle"] as const)(
    "factors a matrix that is %s to tolerance",
    async (name) => {
      const ranks = name.endsWith("Single") ? 3 : 2;
      const [{ result }] = await bench.expectFactored(name, { k: 20, method }, { ranks });
      expect(result).toMatchObject({ converged: true, warnings: [] });
      expect(result.certificate.effectiveRank).toBe(20);
    },
  );

  test.each(["entry", "oneRow", "oneColumn"] as const)(
    "factors a matrix that is %s, one rank having nothing",
    async (name) => {
      const [{ result }] = await bench.expectFactored(name, { k: 1, method });
      expect(result.converged).toBe(true);
    },
  );

  test("factors with more ranks than rows, and than columns", async () => {
    expect((await bench.expectFactored("fewRows", { k: 2, method }, { ranks: 4 }))[0].result.converged).toBe(true);
    expect((await bench.expectFactored("tiny", { k: 2, method }, { ranks: 5, parts: 4 }))[0].result.converged).toBe(
      true,
    );
  });

  test("finds all triplets when k is min(rows, cols)", async () => {
    for (const name of ["tall", "wide"] as const) {
      const [{ result }] = await bench.expectFactored(name, { k: 120, method });
      expect(result.converged).toBe(true);
    }
  });
});

test("one rank alone factors tall and wide", async () => {
  for (const name of ["tall", "wide"] as const) {
    const [{ result }] = await bench.expectFactored(name, { k: 7, method: "krylov" }, { ranks: 1 });
    expect(result.converged).toBe(true);
  }
});

test("several column panels of a wide matrix, and rows that start on the same cache sets", async () => {
  expect((await bench.expectFactored("panels", { k: 10, method: "krylov" }))[0].result.converged).toBe(true);
  expect((await bench.expectFactored("collidingStride", { k: 10, method: "krylov" }))[0].result.converged).toBe(true);
});

test("rows too broad for several of them to stay in cache", async () => {
  // numpy would take a minute over it: the values that the matrix was made of say as much.
  const { result } = await bench.svd("broad", { k: 10, method: "krylov" });
  expect(result.converged).toBe(true);
  for (const [i, value] of harmonic(10).entries())
    expect(Math.abs(result.singularValues[i]! - value)).toBeLessThan(1e-11);
});

test("a block size that divides nothing changes the path and not the result", async () => {
  const [{ result }] = await bench.expectFactored("tall", { k: 20, method: "krylov", blockSize: 7 });
  expect(result).toMatchObject({ converged: true, certificate: { blockSize: 7 } });
});

test("progress is reported at least once a pass, and its fraction never falls", async () => {
  const { progress, result } = await bench.svd("wide", { k: 20, method: "krylov" });
  const fractions = progress.map((line) => Number(line.split(/\s+/)[1])).filter((fraction) => fraction >= 0);
  expect(progress.length).toBeGreaterThanOrEqual(result.certificate.passes);
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  expect(fractions.at(-1)).toBe(1);
});
