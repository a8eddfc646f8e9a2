import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { libraryDirWith } from "../support/example-library.js";
import { putPart, testValues, withClient } from "../support/uploads.js";
import { eventually, expectGone, removeServed, runDirectoryOf, TestBridge } from "../support/with-bridge.js";

const SHAPE = { shape: [200, 10] as [number, number] };
let stateDir: string;

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), "athanor-state-"));
});
afterEach(() => removeServed(stateDir));

async function served<T>(body: (bridge: TestBridge) => Promise<T>, config: Record<string, unknown> = {}): Promise<T> {
  const bridge = await TestBridge.start({ stateDir, config });
  const pids = await bridge.pids();
  try {
    return await body(bridge);
  } finally {
    await bridge.stop("SIGTERM");
    await expectGone(pids, bridge.url, []);
  }
}

describe("serve, stopped by SIGTERM and started again on its state directory", () => {
  it("has its sealed matrices, its job records and its acknowledged parts", async () => {
    const values = testValues(...SHAPE.shape);
    const before = await served(async (bridge) =>
      withClient(bridge, async (client) => {
        const a = await client.put(values, { ...SHAPE, name: "a" });
        const { jobId, S } = await client.truncatedSVD(a, 3, { outputs: { U: "a.u" } });
        const target = await bridge.action("athanor.createMatrix", {
          name: "half",
          cols: 10,
          dtype: "float64",
          parts: 1,
        });
        await putPart(bridge, target, { part: 0, attempt: "one", values, rows: 200 });
        return { jobId, S };
      }),
    );
    await served(async (bridge) =>
      withClient(bridge, async (client) => {
        expect(await (await client.open("a")).toArray()).toEqual(values);
        expect((await client.open("a.u")).shape).toEqual([200, 3]);
        const job = await bridge.action("athanor.job", { job: before.jobId });
        expect(job.state).toBe("succeeded");
        expect(job.result?.singularValues).toEqual([...before.S]);
        expect((await bridge.action("athanor.sealMatrix", { matrix: "half", rows: 200 })).state).toBe("sealed");
      }),
    );
    expect(existsSync(join(stateDir, "bridge.json"))).toBe(false);
  });

  it("says of a matrix whose file has gone that it is lost", async () => {
    await served((bridge) =>
      withClient(
        bridge,
        async (client) => void (await client.put(testValues(...SHAPE.shape), { ...SHAPE, name: "a" })),
      ),
    );
    rmSync(join(runDirectoryOf(stateDir), "store", "m"), { recursive: true, force: true });
    await served(async (bridge) => {
      await expect(bridge.action("athanor.matrix", { matrix: "a" })).rejects.toThrow(/ATHANOR_MATRIX_LOST/);
    });
  });

  it("drains: a running job may finish or is cancelled after drainTimeoutMs, and new work is refused", async () => {
    const config = { libraryDir: libraryDirWith("misbehave"), drainTimeoutMs: 1500 };
    await served(async (bridge) => {
      await withClient(
        bridge,
        async (client) => void (await client.put(testValues(...SHAPE.shape), { ...SHAPE, name: "a" })),
      );
      const params = { how: "waitForCancel" };
      const { id } = await bridge.action("athanor.submit", {
        routine: "misbehave.misbehave",
        inputs: { a: "a" },
        params,
      });
      await eventually("it runs", async () => (await bridge.action("athanor.job", { job: id })).state === "running");
      bridge.process.kill("SIGTERM");
      await eventually("it drains", async () =>
        bridge.action("athanor.createMatrix", { cols: 1, dtype: "float64" }).then(
          () => false,
          (error) => /ATHANOR_DRAINING/.test(error.message),
        ),
      );
    }, config);
  });
});
