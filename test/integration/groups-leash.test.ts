import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ChildLeash, openLeash } from "../../bridge/common/child-leash.js";
import { createLog } from "../../bridge/common/log.js";
import { LeashServer } from "../../bridge/groups/index.js";
import type { LeashSession } from "../../bridge/groups/leash-session.js";
import { until } from "./groups-harness.js";

const log = createLog("silent", {});
let directory: string;
let server: LeashServer;
let token: string;
let closeDoor: () => void;
let sessions: LeashSession[];
let broken: string[];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "athanor-leash-"));
  const socketPath = join(directory, "leash.sock");
  server = await LeashServer.start({ socketPath, log, helloDeadlineMs: 300, silenceMs: 600 });
  sessions = [];
  broken = [];
  const onSession = (session: LeashSession): void => void sessions.push(session);
  ({ token, close: closeDoor } = server.expect({ kind: "rank", count: 2, firstIndex: 0, onSession }));
});

afterEach(async () => {
  await server.close();
  rmSync(directory, { recursive: true, force: true });
});

function join_(index: number, launchToken = token): Promise<ChildLeash> {
  const hello = { launchToken, kind: "rank", index, pid: 1, host: "", port: 0, nativeInfoJson: "", group: "g" };
  return openLeash({
    target: server.target,
    hello,
    onMessage: () => {},
    onBroken: (cause) => broken.push(cause.message),
    openTimeoutMs: 2_000,
  });
}

describe("a child is refused", () => {
  test("with a wrong token", async () => {
    await expect(join_(0, "wrong")).rejects.toThrow("this launch is not expected");
  });
  test("with an index that its launch does not have, or that has come already", async () => {
    await expect(join_(2)).rejects.toThrow("not expected");
    const first = await join_(1);
    await expect(join_(1)).rejects.toThrow("not expected");
    await first.close();
  });
  test("once its launch has ended", async () => {
    closeDoor();
    await expect(join_(0)).rejects.toThrow("not expected");
  });
});

test("a socket path that no address can hold is refused with its length", async () => {
  const socketPath = join(directory, "x".repeat(100));
  await expect(LeashServer.start({ socketPath, log })).rejects.toThrow(/^ATHANOR_BAD_CONFIG: .* at most 107/);
});

test("messages pass in order, those sent before anyone listens too", async () => {
  const leash = await join_(0);
  for (const message of ["a", "b", "c"]) {
    leash.send({ $case: "jobLog", value: { jobId: "j", level: "info", message } });
  }
  await until(() => sessions.length === 1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const seen: string[] = [];
  const onMessage = (message: { $case: string; value: unknown }): void => {
    seen.push((message.value as { message: string }).message);
  };
  sessions[0]!.listen({ onMessage, onBroken: () => {}, onHung: () => {} });
  await until(() => seen.length === 3);
  expect(seen).toEqual(["a", "b", "c"]);
  await leash.close();
});

test("both ends hear of a broken leash, once", async () => {
  const leash = await join_(0);
  const heard: string[] = [];
  sessions[0]!.listen({ onMessage: () => {}, onBroken: (cause) => heard.push(cause), onHung: () => {} });
  await server.close();
  await until(() => broken.length > 0);
  expect(heard).toEqual(["the bridge closes"]);
  expect(broken).toHaveLength(1);
  await leash.close();
});

test("a child that says nothing for too long counts as hung", async () => {
  const leash = await join_(0); // beats every 2 s, and 600 ms are allowed here
  let hung = 0;
  sessions[0]!.listen({ onMessage: () => {}, onBroken: () => {}, onHung: () => (hung += 1) });
  await until(() => hung > 0, 2_000);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(hung).toBe(1);
  await leash.close();
});
