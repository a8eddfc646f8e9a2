import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isAlive, sessionMembers } from "../../bridge/groups/process-table.js";
import { Harness, type HarnessOptions, until, user } from "./groups-harness.js";

/** Starts groups, and fails when a process or a file of them is left at the end. */
async function withHarness(options: HarnessOptions, act: (harness: Harness) => Promise<void>): Promise<void> {
  const harness = await Harness.start(options);
  const launchers: number[] = [];
  try {
    await act(harness);
    launchers.push(...harness.groups.status().flatMap(({ launcher }) => launcher ?? []));
  } finally {
    expect(await harness.close()).toEqual([]);
  }
  for (const launcher of launchers) expect(sessionMembers(launcher)).toEqual([]);
}

/** Files in /dev/shm that a process has mapped: they would outlive a kill. By process, for other MPI jobs may run here. */
function sharedMemoryOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/maps`, "utf8")
    .split("\n")
    .filter((line) => line.includes("/dev/shm/"));
}

const isReady = (harness: Harness): boolean => harness.groups.status().every(({ state }) => state === "ready");
const sessionDirs = (harness: Harness): string[] => {
  const folder = join(harness.directory, "run", "mpi");
  return existsSync(folder) ? readdirSync(folder) : [];
};

async function submitAndWait(harness: Harness): Promise<string> {
  await harness.matrix("a", 1, [1, 2]);
  const request = { routine: "misbehave.misbehave", inputs: { a: "a" }, params: { how: "waitForCancel" } };
  const { id } = await harness.jobs.submit(user, request);
  await until(() => harness.jobs.get(user, id).progress !== null);
  return id;
}

describe("without mpirun", () => {
  test("a job is refused with ATHANOR_MPI_MISSING", async () => {
    await withHarness({ mpirun: "no-such-mpirun" }, async (harness) => {
      const submitted = harness.jobs.submit(user, { routine: "misbehave.misbehave", inputs: {} });
      await expect(submitted).rejects.toThrow(/^ATHANOR_MPI_MISSING: no-such-mpirun/);
    });
  });
});

describe("an idle group", () => {
  test("is warm ahead of the first job, and leaves nothing when it is closed", async () => {
    await withHarness({ ranks: 3 }, async (harness) => {
      await until(() => isReady(harness), 20_000);
      const [status] = harness.groups.status();
      expect(status).toMatchObject({ name: "group0", ranks: 3, state: "ready", restarts: 0 });
      expect(new Set(status!.pids).size).toBe(3);
      expect(sessionDirs(harness)).toHaveLength(1);
      expect([...status!.pids, status!.launcher!].flatMap(sharedMemoryOf)).toEqual([]);
    });
  });

  test.each(["rank", "launcher"])(
    "whose %s is killed comes back with new processes, and the old ones are gone",
    async (whom) => {
      await withHarness({}, async (harness) => {
        await until(() => isReady(harness), 20_000);
        const before = harness.processes();
        const { pids, launcher } = harness.groups.status()[0]!;
        process.kill(whom === "rank" ? pids[0]! : launcher!, "SIGKILL");
        await until(() => harness.groups.status()[0]!.restarts === 1 && isReady(harness), 20_000);
        expect(before.filter(isAlive)).toEqual([]);
        expect(sessionDirs(harness)).toHaveLength(1);
      });
    },
  );
});

test("a rank that hangs is noticed by its silence, and its group is started anew", async () => {
  await withHarness({ silenceMs: 4_000 }, async (harness) => {
    await until(() => isReady(harness), 20_000);
    const before = harness.processes();
    process.kill(harness.groups.status()[0]!.pids[1]!, "SIGSTOP");
    await until(() => harness.groups.status()[0]!.restarts > 0 && isReady(harness), 30_000);
    expect(before.filter(isAlive)).toEqual([]);
  });
});

describe("a group with a job", () => {
  test("whose mpirun is killed loses its ranks too, and the job is run again", async () => {
    await withHarness({}, async (harness) => {
      const id = await submitAndWait(harness);
      const before = harness.processes();
      process.kill(harness.groups.status()[0]!.launcher!, "SIGKILL");
      await until(() => harness.jobs.get(user, id).runs === 2, 20_000);
      expect(before.filter(isAlive)).toEqual([]);
    });
  });

  test("is closed within seconds, and the job is cancelled", async () => {
    await withHarness({ cancelGraceMs: 2_000 }, async (harness) => {
      const id = await submitAndWait(harness);
      const startedAt = Date.now();
      await harness.jobs.drain(100);
      expect(harness.jobs.get(user, id).state).toBe("cancelled");
      expect(Date.now() - startedAt).toBeLessThan(5_000);
      await expect(harness.jobs.submit(user, { routine: "x.y", inputs: {} })).rejects.toThrow("ATHANOR_DRAINING");
    });
  });

  test("that needs more workspace than there is in all is refused; one that must wait for it waits", async () => {
    await withHarness({ groups: 2, ranks: 1, workspaceBudgetBytes: 40 }, async (harness) => {
      await harness.matrix("wide", 6, [1, 2, 3, 4, 5, 6]);
      await harness.matrix("narrow", 3, [1, 2, 3]);
      const means = (a: string) => harness.jobs.submit(user, { routine: "columnmeans.columnMeans", inputs: { a } });
      await expect(means("wide")).rejects.toThrow(/^ATHANOR_OUT_OF_MEMORY: .* needs 48 bytes .* is 40/);
      await harness.matrix("narrow too", 3, [1, 2, 3]);
      const jobs = [await means("narrow"), await means("narrow too")];
      expect(harness.jobs.counts).toEqual({ queued: 1, running: 1 }); // of two groups; 24 and 24 bytes do not fit in 40
      const ended = jobs.map(({ id }) => harness.jobs.wait(user, id, AbortSignal.timeout(15_000)));
      for (const job of await Promise.all(ended)) expect(job.state).toBe("succeeded");
    });
  });
});
