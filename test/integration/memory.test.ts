import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { testValues, withClient } from "../support/uploads.js";
import { type TestBridge, withBridge } from "../support/with-bridge.js";

const MIB = 2 ** 20;
const COLS = 512;
const ROWS = 32_768; // 128 MiB
const BUDGET = 64 * MIB;

/** Rows of a deterministic matrix of low rank plus noise, in chunks, so that the test holds little of it. */
async function* chunks(): AsyncGenerator<Float64Array[]> {
  const noise = testValues(256, COLS, 7);
  for (let first = 0; first < ROWS; first += 256) {
    yield Array.from({ length: 256 }, (_, i) => {
      const row = noise.slice(i * COLS, (i + 1) * COLS);
      row[(first + i) % 8]! += 50;
      return row;
    });
  }
}

async function* rows(): AsyncGenerator<Float64Array> {
  for await (const chunk of chunks()) yield* chunk;
}

/** Bytes of all files in the memory tier. */
async function tmpfsBytes(bridge: TestBridge): Promise<number> {
  const { store } = await bridge.status();
  const entries = readdirSync(store.directory, { recursive: true, withFileTypes: true });
  return entries.filter((e) => e.isFile()).reduce((sum, e) => sum + statSync(join(e.parentPath, e.name)).size, 0);
}

/** Memory of the processes that is not file pages: what has to fit beside the page cache. */
function anonymousBytes(pids: number[]): number {
  return pids.reduce((sum, pid) => {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return sum + Number(/^RssAnon:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024;
  }, 0);
}

describe("with a small memory budget", () => {
  it("the SVD of a matrix twice as large finishes from disk, and the memory tier stays under the budget", async () => {
    await withBridge(
      async (bridge) => {
        await withClient(bridge, async (client) => {
          const before = anonymousBytes(await bridge.pids());
          const a = await client.put(rows(), { shape: [ROWS, COLS], name: "large" });
          let peakTmpfs = 0;
          let peakAnonymous = 0;
          const pids = await bridge.pids();
          const timer = setInterval(() => {
            peakAnonymous = Math.max(peakAnonymous, anonymousBytes(pids));
            void tmpfsBytes(bridge).then((bytes) => {
              peakTmpfs = Math.max(peakTmpfs, bytes);
            });
          }, 50);
          const { certificate, S } = await client.truncatedSVD(a, 8);
          clearInterval(timer);
          expect(S.length).toBe(8);
          expect(certificate.residual).toBeLessThan(1e-9);
          expect(peakTmpfs).toBeLessThanOrEqual(BUDGET);
          // Beyond the processes themselves: far less than the matrix, which never is in memory as a whole.
          expect(peakAnonymous - before).toBeLessThan(BUDGET);
        });
      },
      { config: { memoryBudgetBytes: BUDGET } },
    );
  });

  it("the same within a memory cgroup of that size", async (context) => {
    const group = "/sys/fs/cgroup/memory/athanor-test";
    if (!makeGroup(group)) return context.skip("this machine gives no memory cgroup to make");
    const limit = 700 * MIB;
    try {
      writeFileSync(join(group, "memory.limit_in_bytes"), String(limit));
      await withBridge(
        async (bridge) => {
          for (const pid of await bridge.pids()) writeFileSync(join(group, "cgroup.procs"), String(pid));
          await withClient(bridge, async (client) => {
            const a = await client.put(rows(), { shape: [ROWS, COLS], name: "large" });
            const { certificate } = await client.truncatedSVD(a, 8);
            expect(certificate.residual).toBeLessThan(1e-9);
          });
          const peak = Number(readFileSync(join(group, "memory.max_usage_in_bytes"), "utf8"));
          expect(peak).toBeLessThanOrEqual(limit);
        },
        { config: { memoryBudgetBytes: BUDGET } },
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
