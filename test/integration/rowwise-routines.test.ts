import type { Athanor } from "athanor-client";
import { describe, expect, it } from "vitest";
import { sharedBridge } from "../support/shared-bridge.js";
import { testValues, withClient } from "../support/uploads.js";

const bridge = sharedBridge();
const SHAPE: [number, number] = [200, 12];
const VALUES = testValues(...SHAPE);

function withAthanor(body: (athanor: Athanor) => Promise<void>): Promise<void> {
  return withClient(bridge(), body);
}

function expectClose(found: ArrayLike<number>, wanted: ArrayLike<number>): void {
  expect(found.length).toBe(wanted.length);
  const gaps = Array.from(found, (entry, at) => Math.abs(entry - wanted[at]!));
  expect(Math.max(...gaps)).toBeLessThan(1e-11);
}

describe("the manifests of rowwise refuse, before any rank is asked", () => {
  it.each([
    ["a single row's covariance", (athanor: Athanor) => athanor.covariance([[1, 2]]), /more rows than ddof/],
    [
      "factors that do not fit",
      (athanor: Athanor) => athanor.matmul([[1, 2]], [[1, 2]]),
      /as many rows as a has columns/,
    ],
    ["a thin QR of a wide matrix", (athanor: Athanor) => athanor.thinQR([[1, 2]]), /at least as many rows as columns/],
    ["more components than columns", (athanor: Athanor) => athanor.pca([[1], [2]], 2), /k/],
  ] as const)("%s", async (_, submit, message) => {
    await withAthanor(async (athanor) => {
      await expect(submit(athanor)).rejects.toMatchObject({
        code: "ATHANOR_INVALID_ARGUMENT",
        message: expect.stringMatching(message),
      });
    });
  });
});

describe("routines of rowwise chain on the bridge", () => {
  it("projecting the rows that pca was made from gives its scores", async () => {
    await withAthanor(async (athanor) => {
      const a = await athanor.put(VALUES, { shape: SHAPE });
      const model = await athanor.pca(a, 3);
      const { scores } = await athanor.project(a, model.components, model.mean);
      expectClose(await scores.toArray(), await model.scores.toArray());
    });
  });

  it("the Q of thinQR is orthonormal by multiplyTransposed, and Q R is the matrix by matmul", async () => {
    await withAthanor(async (athanor) => {
      const a = await athanor.put(VALUES, { shape: SHAPE });
      const { q, r } = await athanor.thinQR(a);
      const identity = Array.from({ length: 144 }, (_, at) => (at % 13 === 0 ? 1 : 0));
      expectClose(await (await athanor.multiplyTransposed(q, q)).product.toArray(), identity);
      expectClose(await (await athanor.matmul(q, r)).product.toArray(), VALUES);
    });
  });

  it("the covariance of standardized columns is their correlation, with ones on the diagonal", async () => {
    await withAthanor(async (athanor) => {
      const a = await athanor.put(VALUES, { shape: SHAPE });
      const { standardized } = await athanor.standardize(a);
      const { covariance } = await athanor.covariance(standardized, { ddof: 0 });
      const diagonal = (await covariance.toArray()).filter((_, at) => at % 13 === 0);
      expectClose(diagonal, Array<number>(12).fill(1));
    });
  });
});
