import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, existsSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { leakedDirectories, leaksAfter, processesMarked, runVariable, storeDirectories } from "../../support/leaks.mjs";

describe.skipIf(!existsSync("/dev/shm") || !existsSync("/proc/self"))("the search for leaks", () => {
  it("finds a process of the run, and not one of another run", async () => {
    const runId = randomUUID();
    const child = spawn("sleep", ["30"], { env: { ...process.env, [runVariable]: runId } });
    try {
      expect(processesMarked(runId)).toEqual([{ pid: child.pid, command: "sleep 30" }]);
      expect(processesMarked(randomUUID())).toEqual([]);
      expect(await leaksAfter(runId, storeDirectories(), 0)).toContain(`process ${child.pid}: sleep 30`);
    } finally {
      child.kill("SIGKILL");
    }
    expect((await leaksAfter(runId, storeDirectories(), 5_000)).filter((leak) => leak.startsWith("process"))).toEqual(
      [],
    );
  });

  it("finds a store directory that nobody uses, and leaves one alone that somebody does", () => {
    const before = storeDirectories();
    const directory = mkdtempSync("/dev/shm/athanor-leak-test-");
    try {
      const file = openSync(join(directory, "part"), "w");
      expect(leakedDirectories(before)).not.toContain(directory);
      closeSync(file);
      expect(leakedDirectories(before)).toContain(directory);
      expect(leakedDirectories(storeDirectories())).not.toContain(directory);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
