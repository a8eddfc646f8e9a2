import type { Athanor, JobProgress, rowwise, UploadProgress } from "athanor-client";
import { describe, expect, it } from "vitest";
import { sharedBridge } from "../support/shared-bridge.js";
import { testValues, withClient } from "../support/uploads.js";

const bridge = sharedBridge();
const ROWS = [
  [1, 20],
  [2, 30],
  [6, 40],
];

function withAthanor(body: (athanor: Athanor) => Promise<void>): Promise<void> {
  return withClient(bridge(), body);
}
const names = async () => (await bridge().actions("athanor.listMatrices", {})).map(({ name }) => name).sort();

describe("a typed method refuses", () => {
  it("parameters that the routine has not, or out of range, and drops what it uploaded", async () => {
    await withAthanor(async (athanor) => {
      const misspelt = { dof: 1 } as { ddof?: number };
      await expect(athanor.columnStats(ROWS, misspelt)).rejects.toMatchObject({
        code: "ATHANOR_INVALID_ARGUMENT",
        message: expect.stringMatching(/no parameter dof; did you mean ddof/),
      });
      const outOfRange: rowwise.ColumnStatsOptions = { ddof: 3 };
      await expect(athanor.columnStats(ROWS, outOfRange)).rejects.toMatchObject({ code: "ATHANOR_INVALID_ARGUMENT" });
      expect(await names()).toEqual([]);
    });
  });

  it("an aborted signal, before anything is sent", async () => {
    await withAthanor(async (athanor) => {
      const signal = AbortSignal.abort(new Error("changed my mind"));
      await expect(athanor.gram(ROWS, { signal })).rejects.toMatchObject({
        code: "ATHANOR_JOB_CANCELLED",
        cause: expect.objectContaining({ message: "changed my mind" }),
      });
    });
  });
});

describe("a typed method", () => {
  it("takes data for the one call, gives a handle per output, and closes them together", async () => {
    await withAthanor(async (athanor) => {
      const seen: (UploadProgress | JobProgress)["phase"][] = [];
      const stats = await athanor.rowwise.columnStats(ROWS, { ddof: 1, onProgress: ({ phase }) => seen.push(phase) });
      expect([...(await stats.mean.toArray())]).toEqual([3, 30]);
      const variance = await stats.variance.toArray();
      for (const [at, entry] of [7, 100].entries()) expect(variance[at]).toBeCloseTo(entry, 10);
      expect(stats.job).toMatchObject({ routine: "rowwise.columnStats", params: { ddof: 1 } });
      expect(seen).toContain("upload");
      expect((await names()).length).toBe(7);
      await stats.close();
      expect(await names()).toEqual([]);
    });
  });

  it("chains without a byte to the client: the Gram matrix of U is the identity", async () => {
    await withAthanor(async (athanor) => {
      const a = await athanor.put(testValues(60, 5), { shape: [60, 5], name: "a" });
      const svd = await athanor.rowwise.truncatedSVD(a, 2);
      expect(svd.certificate.residual).toBeLessThan(1e-9);
      const { gram } = await athanor.gram(svd.U, { outputs: { gram: "uu" }, ttlMs: 60_000 });
      expect([gram.name, gram.temporary]).toEqual(["uu", false]);
      const identity = [...(await gram.toArray())];
      for (const [at, entry] of [1, 0, 0, 1].entries()) expect(identity[at]).toBeCloseTo(entry, 12);
      await expect(athanor.gram(a, { outputs: { gram: "uu" } })).rejects.toMatchObject({
        code: "ATHANOR_MATRIX_EXISTS",
      });
      const again = await athanor.gram(a, { outputs: { gram: "uu" }, ifExists: "replace" });
      expect(again.gram.shape).toEqual([5, 5]);
      await svd.close();
      expect(await names()).toEqual(["a", "uu"]);
    });
  });

  it("takes several matrices in the manifest's order, on the bridge or not", async () => {
    await withAthanor(async (athanor) => {
      const a = await athanor.put(ROWS);
      const right = [
        [1, 0, 2],
        [0, 1, -1],
      ];
      const entries = await (await athanor.matmul(a, right)).product.toArray();
      expect([...entries]).toEqual([1, 20, -18, 2, 30, -26, 6, 40, -28]);
    });
    expect(await names()).toEqual([]);
  });

  it("and its short form are one: the variances of pca's scores are what it explains", async () => {
    await withAthanor(async (athanor) => {
      await using pca = await athanor.pca(testValuesInRows(40, 6), 3, { seed: 7 });
      await using stats = await athanor.columnStats(pca.scores, { ddof: 1 });
      expect([pca.job.routine, pca.job.params.seed]).toEqual(["rowwise.pca", 7]);
      const [explained, variance] = [await pca.explainedVariance.toArray(), await stats.variance.toArray()];
      for (const [at, entry] of explained.entries()) expect(variance[at]! / entry).toBeCloseTo(1, 10);
    });
    expect(await names()).toEqual([]);
  });
});

function testValuesInRows(rows: number, cols: number): Float64Array[] {
  const values = testValues(rows, cols);
  return Array.from({ length: rows }, (_, row) => values.subarray(row * cols, (row + 1) * cols));
}
