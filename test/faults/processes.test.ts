import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import { libraryDirWith } from "../support/example-library.js";
import { testValues, withClient } from "../support/uploads.js";
import { eventually, expectGone, isAlive, removeServed, TestBridge, withBridge } from "../support/with-bridge.js";

const ROWS = 500;
const COLS = 20;
const SHAPE = { shape: [ROWS, COLS] as [number, number] };
const libraries = () => ({ config: { libraryDir: libraryDirWith("misbehave") } });

function submit(bridge: TestBridge, how: string, rank = -1) {
  const params = { how, rank };
  return bridge.action("athanor.submit", {
    routine: "misbehave.misbehave",
    inputs: { a: "a" },
    params,
    key: `${Math.random()}`,
  });
}

async function running(bridge: TestBridge, job: string): Promise<void> {
  await eventually("the job runs", async () => (await bridge.action("athanor.job", { job })).progress !== null);
}

async function ended(bridge: TestBridge, job: string) {
  return (await bridge.actions("athanor.watch", { job })).map((event) => ("job" in event ? event.job : null)).at(-1)!;
}

/** The bridge computes still, and what was stored is whole. */
async function expectWorking(bridge: TestBridge, values: Float64Array): Promise<void> {
  await withClient(bridge, async (client) => {
    const a = await client.open("a");
    expect(await a.toArray()).toEqual(values);
    const { certificate } = await client.truncatedSVD(a, 3);
    expect(certificate.residual).toBeLessThan(1e-9);
  });
}

describe("a library that misbehaves takes down its group and nothing else", () => {
  it.each([
    ["abort", /ATHANOR_RANK_LOST.*SIGABRT/s],
    ["segfault", /ATHANOR_RANK_LOST.*SIGSEGV/s],
    ["exit", /ATHANOR_RANK_LOST/s],
    ["exitWithHandlers", /ATHANOR_RANK_LOST/s],
    ["corruptHeap", /ATHANOR_RANK_LOST.*SIGABRT/s],
    ["throw", /ATHANOR_KERNEL_FAILED.*thrown on purpose/s],
  ])("by %s: the job fails by name within 10 s and the next one runs", async (how, message) => {
    await withBridge(async (bridge) => {
      const values = testValues(ROWS, COLS);
      await withClient(bridge, async (client) => void (await client.put(values, { ...SHAPE, name: "a" })));
      const startedAt = Date.now();
      const job = await ended(bridge, (await submit(bridge, how, 0)).id);
      expect(Date.now() - startedAt).toBeLessThan(10_000);
      expect(job.state).toBe("failed");
      expect(`${job.failure?.code}: ${job.failure?.message}`).toMatch(message);
      await expectWorking(bridge, values);
    }, libraries());
  });

  it("by looping for ever: it is ended as stalled", async () => {
    const { config } = libraries();
    await withBridge(
      async (bridge) => {
        const values = testValues(ROWS, COLS);
        await withClient(bridge, async (client) => void (await client.put(values, { ...SHAPE, name: "a" })));
        const job = await ended(bridge, (await submit(bridge, "loopForever")).id);
        expect(job.failure?.code).toBe("ATHANOR_JOB_STALLED");
        await expectWorking(bridge, values);
      },
      { config: { ...config, jobStallTimeoutMs: 2000 } },
    );
  });

  it("by not yielding to a cancel: its group is killed after the grace period", async () => {
    const { config } = libraries();
    await withBridge(
      async (bridge) => {
        const values = testValues(ROWS, COLS);
        await withClient(bridge, async (client) => void (await client.put(values, { ...SHAPE, name: "a" })));
        const { id } = await submit(bridge, "sleepForever");
        await eventually("it runs", async () => (await bridge.action("athanor.job", { job: id })).state === "running");
        await bridge.action("athanor.cancel", { job: id });
        expect((await ended(bridge, id)).state).toBe("cancelled");
        await expectWorking(bridge, values);
      },
      { config: { ...config, cancelGraceMs: 500 } },
    );
  });
});

describe("kill -9", () => {
  it("of a rank in a job: it runs once more, is lost by name the second time, and the next job runs", async () => {
    await withBridge(async (bridge) => {
      const values = testValues(ROWS, COLS);
      await withClient(bridge, async (client) => void (await client.put(values, { ...SHAPE, name: "a" })));
      const { id } = await submit(bridge, "waitForCancel");
      for (const run of [1, 2]) {
        await eventually(`run ${run} is under way`, async () => {
          const job = await bridge.action("athanor.job", { job: id });
          return job.runs === run && job.state === "running" && job.progress !== null;
        });
        const { pids } = await bridge.status();
        process.kill(pids.ranks.at(-1)!, "SIGKILL");
        await eventually("that rank is gone", () => !isAlive(pids.ranks.at(-1)!));
      }
      const job = await ended(bridge, id);
      expect(job.failure?.code).toBe("ATHANOR_RANK_LOST");
      expect(job.failure?.message).toMatch(/SIGKILL/);
      await expectWorking(bridge, values);
    }, libraries());
  });

  it("of `serve` at rest and with a job running: nothing acknowledged is lost, no child stays, the job runs again", async () => {
    const stateDir = mkdtempSync(join(tmpdir(), "athanor-state-"));
    const values = testValues(ROWS, COLS);
    let bridge = await TestBridge.start({ stateDir, ...libraries() });
    try {
      await withClient(bridge, async (client) => void (await client.put(values, { ...SHAPE, name: "a" })));
      let pids = await bridge.pids();
      await bridge.stop("SIGKILL");
      await expectGone(pids, bridge.url, []);

      bridge = await TestBridge.start({ stateDir, ...libraries() });
      await expectWorking(bridge, values);
      const { id } = await submit(bridge, "waitForCancel");
      await running(bridge, id);
      pids = await bridge.pids();
      await bridge.stop("SIGKILL");
      await expectGone(pids, bridge.url, []);

      bridge = await TestBridge.start({ stateDir, ...libraries() });
      await running(bridge, id);
      const again = await bridge.action("athanor.job", { job: id });
      expect(again.runs).toBe(2);
      await bridge.action("athanor.cancel", { job: id });
      expect((await ended(bridge, id)).state).toBe("cancelled");
      await expectWorking(bridge, values);
    } finally {
      const pids = await bridge.pids().catch(() => []);
      await bridge.stop();
      await expectGone(pids, bridge.url, []);
      removeServed(stateDir);
    }
  });

  it("of an embedded bridge's parent: processes, port and directories are gone within 10 s", async () => {
    const program = `
      import { connect } from "athanor";
      const athanor = await connect();
      const { pids, store } = await athanor.status();
      console.log(JSON.stringify({ url: athanor.url, directory: store.directory,
        pids: [pids.bridge, ...pids.stores, ...pids.ranks, ...pids.launchers] }));
      setInterval(() => {}, 1000);`;
    const root = new URL("../..", import.meta.url).pathname;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", program], {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = await once(createInterface({ input: parent.stdout }), "line");
    const { url, directory, pids } = JSON.parse(line);
    expect(existsSync(directory)).toBe(true);
    parent.kill("SIGKILL");
    await expectGone(pids, url, [directory]);
  });
});
