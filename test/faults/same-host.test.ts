import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { UploadTarget } from "athanor-client/wire";
import { describe, expect, it, onTestFinished } from "vitest";
import { putPart, testValues, withClient } from "../support/uploads.js";
import { eventually, type TestBridge, withBridge } from "../support/with-bridge.js";

const ROOT = new URL("../..", import.meta.url).pathname;
const ROWS = 8_000;
const COLS = 50;

function create(bridge: TestBridge): Promise<UploadTarget> {
  return bridge.action("athanor.createMatrix", { rows: ROWS, cols: COLS, dtype: "float64", parts: 1 });
}

/** A process that has written half of part 0 into the store's file; it goes with the test. */
class HalfWriter {
  private constructor(
    private readonly process: ChildProcessByStdio<Writable, Readable, null>,
    private readonly lines: AsyncIterator<string>,
  ) {}

  static async start(bridge: TestBridge, target: UploadTarget, attempt: string): Promise<HalfWriter> {
    const script = `${ROOT}/test/faults/support/half_write.py`;
    const uri = target.stores[0]!.uri;
    const child = spawn(
      `${ROOT}/build/venv/bin/python`,
      [script, uri, bridge.token, JSON.stringify(target), attempt, `${ROWS}`, `${COLS}`],
      { stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, PYTHONPATH: `${ROOT}/client/python` } },
    );
    const ended = once(child, "exit");
    onTestFinished(async () => {
      child.kill("SIGKILL");
      await ended;
    });
    const writer = new HalfWriter(child, createInterface({ input: child.stdout })[Symbol.asyncIterator]());
    expect((await writer.lines.next()).value).toBe("half");
    return writer;
  }

  kill(): void {
    this.process.kill("SIGKILL");
  }

  /** Has it go on; the receipt's digest, or the error's code. */
  async finish(): Promise<string> {
    this.process.stdin.write("\n");
    return (await this.lines.next()).value;
  }
}

/** Of large arrays toEqual takes minutes on a busy machine. */
function isEqual(found: ArrayBufferView, wanted: ArrayBufferView): boolean {
  const [one, other] = [found, wanted].map((view) => Buffer.from(view.buffer, view.byteOffset, view.byteLength));
  return one!.equals(other!);
}

async function filesOf(bridge: TestBridge, { matrixId }: UploadTarget): Promise<string[]> {
  const { store } = await bridge.status();
  return readdirSync(join(store.directory, "m", matrixId));
}

async function nothingLeft(bridge: TestBridge, target: UploadTarget): Promise<void> {
  await eventually("the attempt's file is gone", async () => (await filesOf(bridge, target)).length === 0);
  const sealed = bridge.action("athanor.sealMatrix", { matrix: target.matrixId });
  await expect(sealed).rejects.toThrow(/ATHANOR_SEAL_REFUSED/);
}

describe("an attempt whose files its sender writes", () => {
  it("is gone with a writer that is killed, and can be sent again either way", async () => {
    await withBridge(async (bridge) => {
      const target = await create(bridge);
      const writer = await HalfWriter.start(bridge, target, "killed");
      expect(await filesOf(bridge, target)).toHaveLength(1);
      writer.kill();
      await nothingLeft(bridge, target);
      const zeros = new Float64Array(ROWS * COLS);
      const streamed = await putPart(bridge, target, { part: 0, attempt: "streamed", values: zeros, rows: ROWS });
      expect(await (await HalfWriter.start(bridge, target, "written")).finish()).toBe(streamed.digest);
      const sealed = await bridge.action("athanor.sealMatrix", { matrix: target.matrixId });
      expect(sealed).toMatchObject({ state: "sealed", rows: ROWS, parts: 1 });
    });
  });

  it("is gone with a store that is killed; a writer that goes on harms nothing", async () => {
    await withBridge(
      async (bridge) => {
        const target = await create(bridge);
        const writer = await HalfWriter.start(bridge, target, "old");
        const [store] = (await bridge.status()).pids.stores;
        process.kill(store!, "SIGKILL");
        await eventually("a new store serves", async () => {
          const { pids } = await bridge.status();
          return pids.stores.length === 1 && pids.stores[0] !== store;
        });
        await nothingLeft(bridge, target);
        expect(await writer.finish()).toMatch(/^ATHANOR_/);
        await withClient(bridge, async (client) => {
          const values = testValues(ROWS, COLS);
          expect(isEqual(await (await client.put(values, { shape: [ROWS, COLS] })).toArray(), values)).toBe(true);
        });
      },
      { config: { stores: 1 } },
    );
  });

  it("is late after the seal, and does not reach what is stored in the pages of what was dropped", async () => {
    await withBridge(
      async (bridge) => {
        const target = await create(bridge);
        const late = await HalfWriter.start(bridge, target, "late");
        const values = testValues(ROWS, COLS, 3);
        await putPart(bridge, target, { part: 0, attempt: "streamed", values, rows: ROWS });
        await bridge.action("athanor.sealMatrix", { matrix: target.matrixId });
        expect(await filesOf(bridge, target)).toHaveLength(1);
        await bridge.action("athanor.dropMatrix", { matrix: target.matrixId });
        const { store } = await bridge.status();
        expect(readdirSync(join(store.directory, "spare"))).toHaveLength(1);
        await withClient(bridge, async (client) => {
          const others = testValues(ROWS, COLS, 4);
          const other = await client.put(others, { shape: [ROWS, COLS], parts: 1 });
          expect(readdirSync(join(store.directory, "spare"))).toEqual([]);
          expect(await late.finish()).toMatch(/^ATHANOR_MATRIX_(SEALED|DROPPED)$/);
          expect(isEqual(await other.toArray(), others)).toBe(true);
        });
      },
      { config: { stores: 1 } },
    );
  });
});
