import { type Athanor, type AthanorError, type JobProgress, truncatedSVD } from "athanor-client";
import { describe, expect, it, vi } from "vitest";
import { sharedBridge } from "../support/shared-bridge.js";
import { testValues, withClient } from "../support/uploads.js";
import { eventually } from "../support/with-bridge.js";

const ROWS = 800;
const COLS = 60;
const SHAPE: [number, number] = [ROWS, COLS];
const VALUES = testValues(ROWS, COLS);

const bridge = sharedBridge();

function withAthanor(body: (athanor: Athanor) => Promise<void>): Promise<void> {
  return withClient(bridge(), body);
}

/** Largest ‖A v − σ u‖ / σ, computed here from the definition. */
function residual(u: ArrayLike<number>, s: Float64Array, v: ArrayLike<number>): number {
  const k = s.length;
  let worst = 0;
  for (let triplet = 0; triplet < k; triplet++) {
    let sum = 0;
    for (let row = 0; row < ROWS; row++) {
      let dot = 0;
      for (let col = 0; col < COLS; col++) dot += VALUES[row * COLS + col]! * v[col * k + triplet]!;
      sum += (dot - s[triplet]! * u[row * k + triplet]!) ** 2;
    }
    worst = Math.max(worst, Math.sqrt(sum) / s[triplet]!);
  }
  return worst;
}

describe("truncatedSVD refuses", () => {
  it("a k that is no rank, on both sides", async () => {
    await withAthanor(async (athanor) => {
      for (const k of [0, -1, 1.5, Number.NaN]) {
        await expect(athanor.truncatedSVD(VALUES, k, { shape: SHAPE })).rejects.toMatchObject({
          code: "ATHANOR_INVALID_ARGUMENT",
        });
      }
      const error: AthanorError = await athanor
        .truncatedSVD(VALUES, COLS + 1, { shape: SHAPE })
        .catch((thrown) => thrown);
      expect(error.code).toBe("ATHANOR_INVALID_ARGUMENT");
      expect(error.text).toMatch(/k/);
      expect(await athanor.matrices()).toEqual([]);
    });
  });

  it("NaN with its row, rows that are not there, dropped and unknown inputs", async () => {
    await withAthanor(async (athanor) => {
      const spoilt = VALUES.slice();
      spoilt[17 * COLS + 3] = Number.NaN;
      const error: AthanorError = await athanor.truncatedSVD(spoilt, 2, { shape: SHAPE }).catch((thrown) => thrown);
      expect(error.code).toBe("ATHANOR_NOT_FINITE");
      expect(error.text).toMatch(/17/);
      await expect(athanor.truncatedSVD([], 1, { shape: [0, 3] })).rejects.toMatchObject({
        code: "ATHANOR_INVALID_ARGUMENT",
      });
      const dropped = await athanor.put(VALUES, { shape: SHAPE });
      await dropped.drop();
      await expect(athanor.truncatedSVD(dropped, 2)).rejects.toThrow(/DROPPED|NOT_FOUND/);
      await expect(athanor.run("rowwise.nothing", { inputs: {} })).rejects.toMatchObject({
        code: "ATHANOR_UNKNOWN_ROUTINE",
      });
    });
  });
});

describe("truncatedSVD", () => {
  it("gives certified factors that stay on the bridge until they are asked for", async () => {
    await withAthanor(async (athanor) => {
      const progress: JobProgress[] = [];
      const a = await athanor.put(VALUES, { shape: SHAPE, name: "a" });
      const onProgress = (event: object) => "facts" in event && progress.push(event as JobProgress);
      const { U, S, V, certificate, converged, timings, jobId } = await athanor.truncatedSVD(a, 5, {
        tol: 1e-9,
        seed: 1,
        onProgress,
      });
      expect([U.shape, V.shape, S.length]).toEqual([[ROWS, 5], [COLS, 5], 5]);
      expect([...S]).toEqual([...S].sort((x, y) => y - x));
      const [u, v] = await Promise.all([U.toArray(), V.toArray()]);
      const found = residual(u, S, v);
      expect(found).toBeLessThan(1e-9);
      expect(converged).toBe(true);
      expect(certificate.residual).toBeLessThanOrEqual(1e-9);
      expect(Math.max(...certificate.relativeLeft)).toBeGreaterThan(found / 10);
      expect(timings.computeMs).toBeGreaterThan(0);
      expect(progress.length).toBeGreaterThan(0);
      expect((await athanor.job(jobId).info()).state).toBe("succeeded");
    });
  });

  it("uploads what is no handle and leaves nothing but U and V, which go with the result", async () => {
    await withAthanor(async (athanor) => {
      const svd = await athanor.truncatedSVD(VALUES, 3, { shape: SHAPE });
      expect(svd.timings.uploadBytes).toBe(VALUES.byteLength);
      expect((await athanor.matrices()).map(({ id }) => id).sort()).toEqual([svd.U.id, svd.V.id].sort());
      await svd.close();
      expect(await athanor.matrices()).toEqual([]);
    });
  });

  it("named factors are matrices of their own and inputs of the next routine", async () => {
    await withAthanor(async (athanor) => {
      const { U, S } = await athanor.truncatedSVD(VALUES, 3, { shape: SHAPE, outputs: { U: "a.u" } });
      expect(U.name).toBe("a.u");
      const again = await athanor.run("rowwise.truncatedSvd", { inputs: { a: "a.u" }, params: { k: 3 } });
      const ones = again.result.singularValues as number[];
      for (const value of ones) expect(value).toBeCloseTo(1, 10);
      expect(again.outputs.v!.shape).toEqual([3, 3]);
      expect(S[0]).toBeGreaterThan(1);
    });
  });

  it("what does not converge is a warning, and an error when strict", async () => {
    await withAthanor(async (athanor) => {
      const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
      const options = { shape: SHAPE, method: "krylov", maxPasses: 3, tol: 1e-14, blockSize: 1 } as const;
      const { converged, warnings } = await athanor.truncatedSVD(VALUES, 10, options);
      expect(converged).toBe(false);
      expect(warnings[0]).toMatch(/10|triplets/);
      expect(warn).toHaveBeenCalledOnce();
      warn.mockRestore();
      const strict = athanor.truncatedSVD(VALUES, 10, { ...options, strict: true });
      await expect(strict).rejects.toMatchObject({ code: "ATHANOR_NOT_CONVERGED" });
    });
  });

  it("same seed, same bits", async () => {
    await withAthanor(async (athanor) => {
      const bits = async () => {
        const { U, S } = await athanor.truncatedSVD(VALUES, 4, { shape: SHAPE, seed: 7, method: "krylov" });
        return Buffer.concat([Buffer.from(S.buffer), Buffer.from((await U.toArray()).buffer)]).toString("hex");
      };
      expect(await bits()).toBe(await bits());
    });
  });
});

describe("cancelling", () => {
  it("an aborted signal stops the kernel, and the call says so with the reason", async () => {
    await withAthanor(async (athanor) => {
      const rows = 20_000;
      const cols = 400;
      const a = await athanor.put(testValues(rows, cols), { shape: [rows, cols] });
      const controller = new AbortController();
      const started = performance.now();
      const svd = athanor.truncatedSVD(a, 100, {
        method: "krylov",
        tol: 0,
        signal: controller.signal,
        onProgress: (event) => "facts" in event && controller.abort(new Error("changed my mind")),
      });
      const error: AthanorError = await svd.then(
        () => null,
        (thrown) => thrown,
      );
      expect(error).toMatchObject({ code: "ATHANOR_JOB_CANCELLED", cause: { message: "changed my mind" } });
      expect(performance.now() - started).toBeLessThan(10_000);
      const [job] = await athanor.jobs();
      expect(job!.state).toBe("cancelled");
      expect((await athanor.truncatedSVD(VALUES, 2, { shape: SHAPE })).S.length).toBe(2);
    });
  });

  it("a signal that is aborted already starts nothing", async () => {
    await withAthanor(async (athanor) => {
      const before = (await athanor.jobs()).length;
      const signal = AbortSignal.abort(new Error("too late"));
      await expect(athanor.truncatedSVD(VALUES, 2, { shape: SHAPE, signal })).rejects.toMatchObject({
        code: "ATHANOR_JOB_CANCELLED",
      });
      expect(await athanor.jobs()).toHaveLength(before);
    });
  });
});

describe("jobs and libraries", () => {
  it("jobs are listed newest first, can be watched after their end, and have logs", async () => {
    await withAthanor(async (athanor) => {
      const first = await athanor.truncatedSVD(VALUES, 1, { shape: SHAPE });
      const second = await athanor.truncatedSVD(VALUES, 2, { shape: SHAPE });
      expect((await athanor.jobs({ limit: 2 })).map(({ id }) => id)).toEqual([second.jobId, first.jobId]);
      expect(new Set((await athanor.jobs({ state: "succeeded" })).map(({ state }) => state))).toEqual(
        new Set(["succeeded"]),
      );
      const states: string[] = [];
      for await (const event of athanor.job(first.jobId).watch())
        if (event.type === "state") states.push(event.job.state);
      expect(states.at(-1)).toBe("succeeded");
      expect(Array.isArray(await athanor.job(first.jobId).logs())).toBe(true);
      await expect(athanor.job("j_unknown").info()).rejects.toMatchObject({ code: "ATHANOR_JOB_NOT_FOUND" });
    });
  });

  it("libraries describe their routines", async () => {
    await withAthanor(async (athanor) => {
      await eventually("the libraries are known", async () => (await athanor.libraries()).length > 0);
      const rowwise = (await athanor.libraries()).find(({ name }) => name === "rowwise")!;
      const svd = rowwise.routines.find(({ name }) => name === "truncatedSvd")!;
      expect(svd.params.map(({ name }) => name)).toContain("tol");
    });
  });

  it("without a bridge and without a way to embed one, athanor-client says what to do", async () => {
    vi.stubEnv("XDG_STATE_HOME", "/nonexistent");
    vi.stubEnv("ATHANOR_URL", "");
    await expect(truncatedSVD(VALUES, 2, { shape: SHAPE })).rejects.toThrow(/ATHANOR_NO_BRIDGE.*npm i athanor/);
    vi.unstubAllEnvs();
  });
});
