import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { harmonic, type RunOptions, SvdBench, type SvdParams } from "./support/rowwise.js";

const bench = new SvdBench({
  tall: { rows: 1201, cols: 301, sigma: harmonic(300) },
  wide: { rows: 301, cols: 1201, sigma: harmonic(300) },
  tallSingle: { rows: 1201, cols: 301, sigma: harmonic(300), dtype: "float32" },
  collidingStride: { rows: 1000, cols: 256, sigma: harmonic(256) },
});
beforeAll(() => bench.make());
afterAll(() => bench.remove());

const methods = ["krylov", "gram", "qr"] as const;
const names = ["tall", "wide", "tallSingle", "collidingStride"] as const;

async function bits(name: (typeof names)[number], params: SvdParams, options: RunOptions = {}): Promise<string> {
  const { factors, failure } = await bench.svd(name, params, options);
  expect(failure).toBeNull();
  expect(factors.s.length).toBe(8 * params.k);
  return Buffer.concat([factors.u, factors.s, factors.v]).toString("base64");
}

describe.each(methods)("method %s", (method) => {
  test.each(names)("gives the same bits for one part and for 1,000 (%s)", async (name) => {
    const one = await bits(name, { k: 5, method });
    expect((await bits(name, { k: 5, method }, { parts: 1000 })) === one).toBe(true);
  });

  test("gives the same bits for the same seed", async () => {
    const first = await bits("tall", { k: 5, method, seed: 3 }, { ranks: 3 });
    expect((await bits("tall", { k: 5, method, seed: 3 }, { ranks: 3 })) === first).toBe(true);
  });
});

test("another seed takes another path to the same result", async () => {
  const [first] = await bench.expectFactored("tall", { k: 5, method: "krylov", seed: 3 });
  const [second] = await bench.expectFactored("tall", { k: 5, method: "krylov", seed: 4 });
  expect(first.factors.v.equals(second.factors.v)).toBe(false);
  first.result.singularValues.forEach((value, i) => {
    expect(Math.abs(value - second.result.singularValues[i]!)).toBeLessThan(1e-12);
  });
});

test.each(["generic", "avx2", "avx512"])("the kernel %s, or the best one below it here, is right", async (kernel) => {
  for (const name of ["tall", "wide", "tallSingle"] as const) {
    const [{ result }] = await bench.expectFactored(
      name,
      { k: 21, method: "krylov", blockSize: 17 },
      { env: { ATHANOR_KERNEL: kernel } },
    );
    expect(result.converged).toBe(true);
  }
});
