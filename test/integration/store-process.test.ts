import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { nodePut, pyarrow } from "./store-clients.js";
import { eventually, filesBelow, type StoreUnderTest, withStore } from "./store-harness.js";

/** A stream that has sent its first batch and then waits; `error` is what it fails with. */
function hangingPut(store: StoreUnderTest): { started: Promise<void>; error: Promise<string> } {
  const never = new Promise<void>(() => {});
  const error = nodePut(store, { attempt: "hanging", batches: [1, 2], between: () => never }).then(
    () => "no error",
    (thrown: Error) => thrown.message,
  );
  const started = eventually(() => store.files().length === 2, "the attempt's file is there");
  return { started, error };
}

describe("when the bridge dies", () => {
  test("its store leaves within 2 s and deletes what it was writing, but no whole part", () =>
    withStore({}, async (store) => {
      await nodePut(store, { part: 1 });
      const kept = store.files();
      const hanging = hangingPut(store);
      await hanging.started;
      store.bridge.die();
      expect(await store.exited(2_500)).toBe(1);
      expect(await hanging.error).toMatch(/ATHANOR_/);
      expect(store.files()).toEqual(kept);
    }));

  test("an ephemeral store removes its directories first", () =>
    withStore({ ephemeral: true }, async (store) => {
      await nodePut(store, { part: 1 });
      store.bridge.die();
      await store.exited(2_500);
      expect(existsSync(store.directories.memory)).toBe(false);
      expect(existsSync(store.directories.disk)).toBe(false);
    }));
});

describe("signals and shutdown", () => {
  test("SIGINT is the bridge's business", () =>
    withStore({}, async (store) => {
      store.process.kill("SIGINT");
      expect((await nodePut(store, {})).rows).toBe(3);
    }));

  test("SIGTERM lets a running part finish, refuses a new one, and exits 0", () =>
    withStore({}, async (store) => {
      let go: () => void = () => {};
      const waiting = new Promise<void>((resolve) => {
        go = resolve;
      });
      const running = nodePut(store, {
        batches: [1, 2],
        between: (batch) => (batch === 0 ? waiting : Promise.resolve()),
      });
      await store.bridge.next("reserveBytes");
      store.process.kill("SIGTERM");
      await new Promise((wake) => setTimeout(wake, 200));
      await expect(nodePut(store, { attempt: "new" })).rejects.toThrow(/ATHANOR_/);
      go();
      expect((await running).rows).toBe(3);
      expect(await store.exited(5_000)).toBe(0);
    }));

  test("the configuration is not left in the environment of what the store starts", () =>
    withStore({}, async (store) => {
      // /proc shows the environment at exec; what counts is that no token is in it, only hashes.
      const environment = readFileSync(`/proc/${store.process.pid}/environ`, "utf8");
      expect(environment).not.toContain("token-of-ada");
    }));
});

test("a killed store's unfinished files are deleted by the one started in its place", () =>
  withStore(
    {
      prepare: ({ memory }) => {
        mkdirSync(join(memory, "m/matrix-1"), { recursive: true });
        writeFileSync(join(memory, "m/matrix-1/0.aa.bb.rows.store-0.unfinished"), "half");
        writeFileSync(join(memory, "m/matrix-1/0.aa.cc.rows.store-1.unfinished"), "another store's");
        writeFileSync(join(memory, "m/matrix-1/0.aa.dd.rows"), "whole");
      },
    },
    async (store) => {
      expect(store.files().sort()).toEqual(["m/matrix-1/0.aa.cc.rows.store-1.unfinished", "m/matrix-1/0.aa.dd.rows"]);
    },
  ));

test("a store without configuration says who starts it, and one with a bad field names it", () => {
  const main = join(import.meta.dirname, "../../dist/bridge/store/main.js");
  const none = spawnSync(process.execPath, [main], { encoding: "utf8", timeout: 10_000 });
  expect(none.stderr).toMatch(/ATHANOR_BAD_CONFIG: ATHANOR_STORE_CONFIG is not set; a store is started by the bridge/);
  expect(none.status).toBe(1);
  const env = {
    ...process.env,
    ATHANOR_STORE_CONFIG: JSON.stringify({ leash: "unix:/x", launchToken: "t", index: -1 }),
  };
  const bad = spawnSync(process.execPath, [main], { encoding: "utf8", timeout: 10_000, env });
  expect(bad.stderr).toMatch(/ATHANOR_BAD_CONFIG.*index/);
});

test("a full file system is ATHANOR_STORE_FULL with the numbers, and leaves room for a smaller part", async (context) => {
  const memory = mkdtempSync(join(tmpdir(), "athanor-small-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", memory], { stdio: "pipe" });
  } catch (error) {
    rmdirSync(memory);
    return context.skip(`no tmpfs could be mounted: ${(error as Error).message.split("\n")[0]}`);
  }
  try {
    await withStore({ memory }, async (store) => {
      const capability = store.grant();
      const put = { do: "put", cols: 4, rows: 60_000, batchRows: 10_000 };
      const full = await pyarrow(store, { ...put, descriptor: { capability, part: 0, attempt: "a", rows: 60_000 } });
      expect(full.error).toMatch(
        /ATHANOR_STORE_FULL: the file system of the memory store is full.*of 1,048,576 are used/,
      );
      await store.bridge.next("attemptEnded");
      expect(filesBelow(memory)).toEqual([]);
      expect((await nodePut(store, { attempt: "small" })).rows).toBe(3);
    });
  } finally {
    execFileSync("umount", [memory]);
    rmdirSync(memory);
  }
});
