import type { Athanor, MatrixHandle } from "athanor-client";
import { describe, expect, it } from "vitest";
import { libraryDirWith } from "../support/example-library.js";
import { testValues, withClient } from "../support/uploads.js";
import { eventually, type TestBridge, withBridge } from "../support/with-bridge.js";

const ROWS = 3000;
const COLS = 1500;
const K = 10;

/** Noise has no gap to converge by: passes go on for seconds. */
function factor(client: Athanor, a: MatrixHandle, onPass: (pass: number) => void) {
  return client.truncatedSVD(a, K, {
    method: "krylov",
    tol: 1e-13,
    maxPasses: 400,
    onProgress: (progress) => onPass(passOf(progress)),
  });
}

function passOf(progress: object): number {
  const { facts } = progress as { facts?: { pass?: number } };
  return facts?.pass ?? 0;
}

async function withNoise(body: (bridge: TestBridge, client: Athanor, a: MatrixHandle) => Promise<void>): Promise<void> {
  await withBridge(async (bridge) => {
    await withClient(bridge, async (client) => {
      await body(bridge, client, await client.put(testValues(ROWS, COLS), { shape: [ROWS, COLS], name: "noise" }));
    });
  });
}

describe("kill -9 of a rank in a pass", () => {
  it("makes the job run once more, to the same bits as a run that nobody disturbed", async () => {
    await withNoise(async (bridge, client, a) => {
      const undisturbed = await factor(client, a, () => {});
      const expected = { S: [...undisturbed.S], v: await undisturbed.V.toArray() };
      await undisturbed.U.drop();
      await undisturbed.V.drop();
      let killed = false;
      const { ranks } = (await bridge.status()).pids;
      const disturbed = await factor(client, a, (pass) => {
        if (killed || pass < 2) return;
        killed = true;
        process.kill(ranks[0]!, "SIGKILL");
      });
      expect(killed).toBe(true);
      const job = await bridge.action("athanor.job", { job: disturbed.jobId });
      expect(job.runs).toBe(2);
      expect([...disturbed.S]).toEqual(expected.S);
      expect(await disturbed.V.toArray()).toEqual(expected.v);
      expect((await bridge.status()).pids.ranks).not.toContain(ranks[0]);
    });
  });
});

describe("a cancelled computation", () => {
  it("stops at its next pass, rejects by name, and leaves its group in place", async () => {
    await withNoise(async (bridge, client, a) => {
      const before = (await bridge.status()).groups;
      const abort = new AbortController();
      let abortedAt = 0;
      const running = client.truncatedSVD(a, K, {
        method: "krylov",
        tol: 1e-13,
        signal: abort.signal,
        onProgress: (progress) => {
          if (abortedAt > 0 || passOf(progress) < 2) return;
          abortedAt = Date.now();
          abort.abort();
        },
      });
      await expect(running).rejects.toThrow(/ATHANOR_JOB_CANCELLED/);
      await eventually("no job runs", async () => (await bridge.status()).jobs.running === 0);
      expect(Date.now() - abortedAt).toBeLessThan(5_000);
      expect((await bridge.status()).groups.map((group) => group.restarts)).toEqual(before.map((g) => g.restarts));
    });
  });
});

describe("kill -9 of the bridge while a client waits for its job", () => {
  it("gives the client a named error within 10 s", async () => {
    const config = { libraryDir: libraryDirWith("misbehave") };
    await withBridge(
      async (bridge) => {
        await withClient(bridge, async (client) => {
          const a = await client.put(testValues(50, 4), { shape: [50, 4], name: "a" });
          const waiting = client.run("misbehave.misbehave", { inputs: { a }, params: { how: "waitForCancel" } });
          const failed = expect(waiting).rejects.toThrow(/ATHANOR_BRIDGE_UNREACHABLE/);
          await eventually("it runs", async () => (await bridge.status()).jobs.running === 1);
          const killedAt = Date.now();
          bridge.process.kill("SIGKILL");
          await failed;
          expect(Date.now() - killedAt).toBeLessThan(10_000);
        });
      },
      { config },
    );
  });
});
