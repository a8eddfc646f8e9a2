import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AthanorError } from "athanor-client/wire";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLog } from "../../bridge/common/log.js";
import { fromRoot } from "../../bridge/common/paths.js";
import { LeashServer, LocalLauncher, StorePool, type StorePoolOptions } from "../../bridge/groups/index.js";
import { identify, isAlive } from "../../bridge/groups/process-table.js";
import { StoreAttempts } from "../../bridge/groups/store-attempts.js";
import type { StoreRequests } from "../../bridge/groups/types.js";
import { until } from "./groups-harness.js";

const log = createLog("silent", {});
const entries = { store: fromRoot("dist/bridge/store/main.js"), compute: "" };
let directory: string;
let leash: LeashServer;
let pool: StorePool | null = null;

function poolOf(config: Partial<StorePoolOptions["config"]> = {}, store = entries.store): StorePool {
  pool = new StorePool({
    config: {
      ...{ stores: 2, storePorts: null, listen: { host: "127.0.0.1", port: 0 }, tls: null },
      ...{ streamIdleTimeoutMs: 5_000, maxMessageBytes: 1 << 24, logLevel: "warn" },
      ...config,
    },
    directories: { memory: null, disk: join(directory, "disk") },
    ephemeral: [],
    users: [],
    capabilityKey: Buffer.alloc(32, 1),
    requests: { reserve: () => {}, complete: () => {}, ended: () => {}, readerActive: () => {} },
    launcher: new LocalLauncher({ runDir: directory, log, entries: { ...entries, store } }),
    ...{ leash, log },
  });
  return pool;
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "athanor-stores-"));
  mkdirSync(join(directory, "disk"));
  leash = await LeashServer.start({ socketPath: join(directory, "leash.sock"), log });
});

afterEach(async () => {
  const running = (pool?.endpoints() ?? []).flatMap(({ pid }) => identify(pid) ?? []);
  await pool?.close();
  await leash.close();
  pool = null;
  rmSync(directory, { recursive: true, force: true });
  expect(running.filter(isAlive)).toEqual([]);
});

describe("a pool of stores", () => {
  test("is refused when its range of ports is too narrow", () => {
    expect(() => poolOf({ storePorts: { from: 4000, to: 4000 } })).toThrow(/^ATHANOR_BAD_CONFIG: .* fewer ports/);
  });

  test("says ATHANOR_STORE_LOST with the reason when a store does not come up", async () => {
    const start = poolOf({}, "/no/such/main.js").start();
    await expect(start).rejects.toThrow(
      /^ATHANOR_STORE_LOST: store\d did not start in 3 attempts: .*code 1[\s\S]*Cannot find module/,
    );
  });

  test("starts them all on ports of their own, and a killed one comes back on the same port", async () => {
    const stores = poolOf();
    await stores.start();
    const before = stores.endpoints();
    expect(before.map(({ index, host }) => [index, host])).toEqual([
      [0, "127.0.0.1"],
      [1, "127.0.0.1"],
    ]);
    expect(new Set(before.map(({ port }) => port)).size).toBe(2);
    process.kill(before[1]!.pid, "SIGKILL");
    await until(() => stores.endpoints().length === 1);
    await until(() => stores.endpoints().length === 2);
    const after = stores.endpoints();
    expect(after[0]).toEqual(before[0]);
    expect(after[1]!.port).toBe(before[1]!.port);
    expect(after[1]!.pid).not.toBe(before[1]!.pid);
  });
});

describe("what a store asks", () => {
  const attempt = { matrixId: "m", part: 1, attempt: "x" };
  const complete = { ...attempt, rows: 1, cols: 1, dtype: "float64", bytes: 8, crc32: 0, indexed: false, path: "p" };
  const rest = { indexPath: "", store: 0, tier: "disk", declared: true };

  function ask(overrides: Partial<StoreRequests> = {}) {
    const answers: unknown[] = [];
    const ended: string[] = [];
    const requests: StoreRequests = {
      ...{ reserve: () => {}, complete: () => {}, readerActive: () => {} },
      ended: (...key) => void ended.push(key.join("/")),
      ...overrides,
    };
    return { answers, ended, attempts: new StoreAttempts(requests, (message) => answers.push(message.value)) };
  }

  test("is answered with the id of the question, and a refusal with its code and status", () => {
    const { answers, attempts } = ask({
      reserve: () => {
        throw new AthanorError("ATHANOR_STORE_FULL", "no room");
      },
    });
    attempts.take({ $case: "reserveBytes", value: { requestId: 1, ...attempt, totalBytes: 8 } });
    attempts.take({ $case: "attemptComplete", value: { requestId: 2, ...complete, ...rest } });
    expect(answers).toEqual([
      { requestId: 1, error: "ATHANOR_STORE_FULL: no room", grpcStatus: 8 },
      { requestId: 2, error: "", grpcStatus: 0 },
    ]);
  });

  test("is ended for it when it dies, but for what was complete", () => {
    const { ended, attempts } = ask();
    attempts.take({ $case: "reserveBytes", value: { requestId: 1, ...attempt, totalBytes: 8 } });
    attempts.take({ $case: "reserveBytes", value: { requestId: 2, ...attempt, part: 2, totalBytes: 8 } });
    attempts.take({ $case: "attemptComplete", value: { requestId: 3, ...complete, ...rest } });
    attempts.endAll();
    attempts.endAll();
    expect(ended).toEqual(["m/2/x"]);
  });
});
