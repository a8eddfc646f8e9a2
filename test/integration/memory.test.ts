import { existsSync, mkdirSync, readdirSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MemoryWatch } from "../../bench/support/memory-watch.js";
import { testValues, withClient } from "../support/uploads.js";
import { type TestBridge, withBridge } from "../support/with-bridge.js";

const MIB = 2 ** 20;
const COLS = 1024;
const ROWS = 131_072; // 1 GiB
const BUDGET = 512 * MIB;
const SHAPE = [ROWS, COLS] as [number, number];

/** Rows of a deterministic matrix of low rank plus noise, one after the other: the test never holds it. */
async function* rows(): AsyncGenerator<Float64Array> {
  const noise = testValues(256, COLS, 7);
  for (let row = 0; row < ROWS; row++) {
    const values = noise.slice((row % 256) * COLS, ((row % 256) + 1) * COLS);
    values[row % 8]! += 50;
    yield values;
  }
}

/** Puts the large matrix and computes its SVD; the certificate is what it promises. */
async function uploadAndFactor(bridge: TestBridge): Promise<void> {
  await withClient(bridge, async (client) => {
    const a = await client.put(rows(), { shape: SHAPE, name: "large" });
    const { certificate } = await client.truncatedSVD(a, 8);
    expect(certificate.residual).toBeLessThan(1e-9);
  });
}

describe("with a memory budget of half the matrix", () => {
  it("upload and SVD finish from disk, and the peak without disk-backed store files stays under the budget", async () => {
    await withBridge(
      async (bridge) => {
        const { store } = await bridge.status();
        const watch = new MemoryWatch(await bridge.pids(), store.directory, store.diskDirectory);
        await uploadAndFactor(bridge);
        const peak = watch.stop();
        expect(readdirSync(join(store.diskDirectory, "m"))).toHaveLength(1);
        expect(peak / MIB).toBeLessThan(BUDGET / MIB);
      },
      { config: { memoryBudgetBytes: BUDGET } },
    );
  });

  it("the same with all processes in a memory cgroup of that size", async (context) => {
    const group = "/sys/fs/cgroup/memory/athanor-test";
    if (!makeGroup(group)) return context.skip("no version 1 memory cgroup can be made on this machine");
    try {
      writeFileSync(join(group, "memory.limit_in_bytes"), String(BUDGET));
      await withBridge(
        async (bridge) => {
          for (const pid of await bridge.pids()) writeFileSync(join(group, "cgroup.procs"), String(pid));
          await uploadAndFactor(bridge);
        },
        { config: { memoryBudgetBytes: 0 } },
      );
    } finally {
      rmdirSync(group);
    }
  });
});

describe("a full store", () => {
  it("refuses with the numbers, before a declared byte is taken and in the midst of an undeclared stream; nothing is lost", async () => {
    await withBridge(
      async (bridge) => {
        await withClient(bridge, async (client) => {
          const values = testValues(1000, 100);
          const kept = await client.put(values, { shape: [1000, 100], name: "kept" });
          const create = { rows: 100_000, cols: 100, dtype: "float64" as const };
          await expect(bridge.action("athanor.createMatrix", create)).rejects.toThrow(/ATHANOR_STORE_FULL.*80000000/s);
          const undeclared = client.put(rows(), { name: "undeclared" });
          await expect(undeclared).rejects.toThrow(/ATHANOR_STORE_FULL/);
          expect((await bridge.action("athanor.listMatrices", {}).catch(() => null))?.name).toBe("kept");
          expect(await kept.toArray()).toEqual(values);
          const small = await client.put(values, { shape: [1000, 100], name: "small" });
          expect(small.shape).toEqual([1000, 100]);
        });
      },
      { config: { memoryBudgetBytes: 4 * MIB, diskBudgetBytes: 16 * MIB } },
    );
  });
});

function makeGroup(group: string): boolean {
  try {
    if (!existsSync(group)) mkdirSync(group);
    return existsSync(join(group, "memory.limit_in_bytes"));
  } catch {
    return false;
  }
}
