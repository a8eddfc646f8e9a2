import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { UploadTarget } from "athanor-client/wire";
import { describe, expect, it } from "vitest";
import { putPart, startHalfUpload, testValues, withClient } from "../support/uploads.js";
import { eventually, type TestBridge, withBridge } from "../support/with-bridge.js";

const ROWS = 4000;
const COLS = 50;
const BYTES = ROWS * COLS * 8;

function create(bridge: TestBridge, name: string): Promise<UploadTarget> {
  return bridge.action("athanor.createMatrix", { name, rows: ROWS, cols: COLS, dtype: "float64", parts: 1 });
}

function half(
  bridge: TestBridge,
  target: UploadTarget,
  how: "exception" | "sigint" | "kill" | "wait",
  attempt: string,
) {
  const command = { capability: target.capability, part: 0, attempt, rows: ROWS };
  return startHalfUpload({ uri: target.stores[0]!.uri, token: bridge.token, command, rows: ROWS, cols: COLS, how });
}

/** Files of a matrix in the store directory. */
async function filesOf(bridge: TestBridge, matrixId: string): Promise<string[]> {
  const { store } = await bridge.status();
  const entries = readdirSync(store.directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && join(entry.parentPath, entry.name).includes(matrixId))
    .map((entry) => entry.name);
}

describe("an upload that breaks off", () => {
  it.each(["exception", "sigint", "kill"] as const)(
    "by %s leaves no file, cannot be sealed, and can be repeated",
    async (how) => {
      await withBridge(async (bridge) => {
        const target = await create(bridge, "broken");
        const { ended } = await half(bridge, target, how, "first");
        await ended;
        await eventually(
          "the attempt's file is gone",
          async () => (await filesOf(bridge, target.matrixId)).length === 0,
        );
        await expect(bridge.action("athanor.sealMatrix", { matrix: target.matrixId })).rejects.toThrow(
          /ATHANOR_SEAL_REFUSED.*missing 0/,
        );
        await withClient(bridge, async (client) => {
          const values = testValues(ROWS, COLS);
          const again = await client.put(values, { shape: [ROWS, COLS], name: "whole" });
          expect(await again.toArray()).toEqual(values);
        });
      });
    },
  );

  it("by a store that is killed gives the client an error at once and leaves what was acknowledged", async () => {
    await withBridge(
      async (bridge) => {
        await withClient(bridge, async (client) => {
          const values = testValues(ROWS, COLS);
          const kept = await client.put(values, { shape: [ROWS, COLS], name: "kept" });
          const target = await create(bridge, "cut");
          await half(bridge, target, "wait", "first");
          const [store] = (await bridge.status()).pids.stores;
          const killedAt = Date.now();
          process.kill(store!, "SIGKILL");
          await eventually("a new store serves", async () => {
            const { pids } = await bridge.status();
            return pids.stores.length === 1 && pids.stores[0] !== store;
          });
          expect(Date.now() - killedAt).toBeLessThan(10_000);
          expect(await kept.toArray()).toEqual(values);
          await expect(bridge.action("athanor.sealMatrix", { matrix: target.matrixId })).rejects.toThrow(
            /ATHANOR_SEAL_REFUSED/,
          );
          const after = await client.put(values, { shape: [ROWS, COLS], name: "after" });
          expect((await after.head(2)).rows).toBe(2);
        });
      },
      { config: { stores: 1 } },
    );
  });
});

describe("attempts of one part", () => {
  it("in any number and order seal to the same matrix: half-sent, duplicate, repeated, late", async () => {
    await withBridge(async (bridge) => {
      const target = await create(bridge, "many");
      const broken = await half(bridge, target, "exception", "half");
      await withClient(bridge, async (client) => {
        const values = testValues(ROWS, COLS);
        for (const attempt of ["one", "two", "one"]) {
          await putPart(bridge, target, { part: 0, attempt, values, rows: ROWS });
        }
        await broken.ended;
        const sealed = await bridge.action("athanor.sealMatrix", { matrix: target.matrixId });
        expect(sealed).toMatchObject({ state: "sealed", rows: ROWS, bytes: BYTES });
        await expect(putPart(bridge, target, { part: 0, attempt: "late", values, rows: ROWS })).rejects.toThrow(
          /ATHANOR_MATRIX_SEALED/,
        );
        expect((await filesOf(bridge, target.matrixId)).length).toBe(1);
        const again = await bridge.action("athanor.sealMatrix", { matrix: target.matrixId });
        expect(again.digest).toBe(sealed.digest);
        const handle = await client.open("many");
        expect(await handle.toArray()).toEqual(values);
      });
    });
  });

  it("that differ are refused at seal by name, until the winner is named", async () => {
    await withBridge(async (bridge) => {
      const target = await create(bridge, "differing");
      await withClient(bridge, async (client) => {
        await putPart(bridge, target, { part: 0, attempt: "one", values: testValues(ROWS, COLS, 1), rows: ROWS });
        await putPart(bridge, target, { part: 0, attempt: "two", values: testValues(ROWS, COLS, 2), rows: ROWS });
        await expect(bridge.action("athanor.sealMatrix", { matrix: target.matrixId })).rejects.toThrow(
          /ATHANOR_ATTEMPTS_DIFFER.*one.*two/,
        );
        const attempts = { "0": "two" };
        const sealed = await bridge.action("athanor.sealMatrix", { matrix: target.matrixId, attempts });
        expect(sealed.state).toBe("sealed");
        expect(await (await client.open("differing")).toArray()).toEqual(testValues(ROWS, COLS, 2));
      });
    });
  });
});
