import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { harmonic, SvdBench } from "./support/rowwise.js";

const copies = (count: number, value: number): number[] => Array<number>(count).fill(value);
/** The `count` largest stand out, over a floor that falls off slowly. */
const standingOut = (count: number, floor: number): number[] => [
  ...harmonic(count).map((value) => 1000 * value),
  ...harmonic(300 - count).map((value) => floor * (1 + value)),
];

const bench = new SvdBench({
  tall: { rows: 900, cols: 421, sigma: standingOut(40, 0.3) },
  wide: { rows: 421, cols: 900, sigma: standingOut(40, 0.3) },
  slow: { rows: 900, cols: 421, sigma: harmonic(421) },
  steep: { rows: 900, cols: 421, sigma: Array.from({ length: 421 }, (_, i) => Math.max(10 ** (-i / 4), 1e-12)) },
  cluster: { rows: 900, cols: 421, sigma: [...copies(5, 90), ...copies(25, 30), ...copies(300, 0.1)] },
  deficient: { rows: 900, cols: 421, sigma: harmonic(7) },
  exactly: { rows: 900, cols: 421, sigma: harmonic(20) },
  small: { rows: 900, cols: 421, sigma: standingOut(40, 0.3), scale: 1e-30 },
  large: { rows: 421, cols: 900, sigma: standingOut(40, 0.3), scale: 1e30 },
});
beforeAll(() => bench.make());
afterAll(() => bench.remove());

const krylov = { k: 20, method: "krylov" } as const;
const inDoubles = { env: { ATHANOR_KERNEL: "avx512" } };
const hasTiles = readFileSync("/proc/cpuinfo", "utf8").includes("amx_bf16");

describe.each(["tall", "wide"] as const)("a %s matrix whose largest singular values stand out", (name) => {
  test.runIf(hasTiles)("takes fewer passes than in doubles alone, to the same values", async () => {
    const [rough] = await bench.expectFactored(name, krylov);
    const [double] = await bench.expectFactored(name, krylov, inDoubles);
    expect(rough.result.certificate).toMatchObject({ converged: true, method: "krylov" });
    expect(rough.result.certificate.passes).toBeLessThanOrEqual(5);
    expect(rough.result.certificate.passes).toBeLessThan(double.result.certificate.passes);
    rough.result.singularValues.forEach((value, i) => {
      expect(Math.abs(value - double.result.singularValues[i]!)).toBeLessThan(1e-9);
    });
  });

  test("gives the same bits again, for one part and for 300, on 3 ranks", async () => {
    const [first, second] = [1, 300].map((parts) => bench.svd(name, krylov, { ranks: 3, parts }));
    const [one, many] = [(await first!).factors, (await second!).factors];
    expect(one.s.length).toBe(8 * krylov.k);
    for (const factor of ["u", "s", "v"] as const) expect(one[factor].equals(many[factor])).toBe(true);
  });

  test("is computed to a tolerance of zero, on one rank", async () => {
    const [{ result }] = await bench.expectFactored(name, { ...krylov, tol: 0 }, { ranks: 1 });
    expect(result.converged).toBe(true);
  });
});

test.each(["slow", "steep", "cluster", "deficient", "exactly", "small", "large"] as const)(
  "a spectrum that the start may not suit is computed all the same (%s)",
  async (name) => {
    const [{ result }] = await bench.expectFactored(name, krylov);
    expect(result.converged).toBe(true);
  },
);

test.runIf(hasTiles)("costs a pass at most where the spectrum does not suit", async () => {
  for (const name of ["slow", "steep"] as const) {
    const [rough, double] = [await bench.svd(name, krylov), await bench.svd(name, krylov, inDoubles)];
    const { passes } = rough.result.certificate;
    expect(passes).toBeLessThanOrEqual(double.result.certificate.passes + 1);
  }
});

test("few passes allowed are kept to", async () => {
  const { result } = await bench.svd("tall", { ...krylov, maxPasses: 6 });
  expect(result.certificate.passes).toBeLessThanOrEqual(6);
});
