import type { Athanor } from "athanor-client";
import { describe, expect, it } from "vitest";
import { sharedBridge } from "../support/shared-bridge.js";
import { testValues, withClient } from "../support/uploads.js";

const bridge = sharedBridge();
const N = 40;
/** Diagonally dominant: regular, and positive definite once it is made symmetric. */
const VALUES = testValues(N, N).map((value, at) => value + (at % (N + 1) === 0 ? 4 * N : 0));
const SYMMETRIC = VALUES.map((value, at) => (value + VALUES[(at % N) * N + Math.floor(at / N)]!) / 2);
const BACKWARDS = BigInt64Array.from({ length: N }, (_, i) => BigInt(N - 1 - i));

function withAthanor(body: (athanor: Athanor) => Promise<void>): Promise<void> {
  return withClient(bridge(), body);
}
const put = (athanor: Athanor, values: Float64Array | Float32Array) => athanor.put(values, { shape: [N, N] });
const rowsBackwards = (values: Float64Array): Float64Array =>
  values.map((_, at) => values[(N - 1 - Math.floor(at / N)) * N + (at % N)]!);

/** Largest difference over the largest entry wanted. */
function gap(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  expect(found.length).toBe(wanted.length);
  const gaps = Array.from(wanted, (entry, at) => Math.abs(entry - found[at]!));
  return Math.max(...gaps) / Math.max(...Array.from(wanted, Math.abs));
}

describe("through the bridge, a routine's numeric failure has its own code and details", () => {
  it("singular, with the pivot and the rank that has it", async () => {
    await withAthanor(async (athanor) => {
      const singular = await put(
        athanor,
        VALUES.map((value, at) => (at % N === 7 ? 0 : value)),
      );
      await expect(athanor.solve(singular, await put(athanor, VALUES))).rejects.toMatchObject({
        code: "ATHANOR_SINGULAR",
        details: { info: 8, rank: expect.any(Number) },
      });
    });
  });

  it("not positive definite, with the minor", async () => {
    await withAthanor(async (athanor) => {
      const indefinite = await put(
        athanor,
        SYMMETRIC.map((value) => -value),
      );
      await expect(athanor.cholesky(indefinite)).rejects.toMatchObject({
        code: "ATHANOR_NOT_POSITIVE_DEFINITE",
        details: { info: 1, rank: expect.any(Number) },
      });
    });
  });

  it("not symmetric, where it is not", async () => {
    await withAthanor(async (athanor) => {
      const skew = await put(athanor, VALUES);
      for (const submit of [athanor.cholesky(skew), athanor.eigh(skew), athanor.eigsh(skew, 2)])
        await expect(submit).rejects.toMatchObject({ code: "ATHANOR_NOT_SYMMETRIC" });
    });
  });
});

describe("through the bridge, manifests refuse before any rank is asked", () => {
  it("float32 for slepc, by name", async () => {
    await withAthanor(async (athanor) => {
      const single = await put(athanor, Float32Array.from(SYMMETRIC));
      await expect(athanor.slepc.truncatedSVD(single, 2)).rejects.toMatchObject({
        code: "ATHANOR_INVALID_ARGUMENT",
        message: expect.stringMatching(/float64; .* is float32/),
      });
    });
  });

  it("shapes that do not fit", async () => {
    await withAthanor(async (athanor) => {
      await expect(athanor.scalapack.solve([[1, 2]], [[1]])).rejects.toThrow(/must be square/);
      await expect(athanor.scalapack.matmul([[1, 2]], [[1]])).rejects.toThrow(/as many rows as a has columns/);
      await expect(athanor.lu([])).rejects.toThrow(/ATHANOR_/);
    });
  });
});

describe("routines of several libraries chain on the bridge", () => {
  it("a x from solve is b, as rowwise and scalapack multiply it", async () => {
    await withAthanor(async (athanor) => {
      const [a, b] = [await put(athanor, VALUES), await put(athanor, SYMMETRIC)];
      const { x, scalars } = await athanor.solve(a, b);
      expect(scalars.backwardError).toBeLessThan(1e-14);
      for (const multiply of [athanor.rowwise, athanor.scalapack])
        expect(gap(await (await multiply.matmul(a, x)).product.toArray(), SYMMETRIC)).toBeLessThan(1e-12);
    });
  });

  it("the Gram matrix of rowwise has the eigenvalues that scalapack, slepc and the singular values say", async () => {
    await withAthanor(async (athanor) => {
      const a = await put(athanor, VALUES);
      const { gram } = await athanor.gram(a);
      const { values } = await athanor.eigh(gram);
      const ascending = await values.toArray();
      const leading = Array.from(ascending).reverse().slice(0, 3);
      const bySlepc = await (await athanor.eigsh(gram, 3)).values.toArray();
      const singular = Array.from((await athanor.truncatedSVD(a, 3)).S, (value) => value * value);
      expect(gap(bySlepc, leading)).toBeLessThan(1e-12);
      expect(gap(singular, leading)).toBeLessThan(1e-12);
    });
  });

  it("rows with positions are put in their places, and an aligned output keeps the order they are stored in", async () => {
    await withAthanor(async (athanor) => {
      const stored = [{ rows: N, values: rowsBackwards(VALUES), indices: BACKWARDS }];
      const a = await athanor.put(stored, { dtype: "float64", rowIndex: "positions" });
      const { q, r } = await athanor.qr(a);
      const { product } = await athanor.scalapack.matmul(q, r);
      const block = await product.rows(0, N);
      expect(block.indices).toEqual(BACKWARDS);
      expect(gap(rowsBackwards(Float64Array.from(block.values)), VALUES)).toBeLessThan(1e-12);
      expect(gap(await (await athanor.transpose(a)).transposed.toArray(), transposed(VALUES))).toBe(0);
    });
  });

  it("labels stay with their rows", async () => {
    await withAthanor(async (athanor) => {
      const labels = BigInt64Array.from({ length: N }, (_, i) => BigInt(1000 + 7 * i));
      const a = await athanor.put([{ rows: N, values: VALUES, indices: labels }], { dtype: "float64" });
      const { u, s, v } = await athanor.scalapack.svd(a);
      expect((await u.rows(0, N)).indices).toEqual(labels);
      expect([s.shape, v.shape]).toEqual([
        [N, 1],
        [N, N],
      ]);
    });
  });
});

function transposed(values: Float64Array): Float64Array {
  return values.map((_, at) => values[(at % N) * N + Math.floor(at / N)]!);
}
