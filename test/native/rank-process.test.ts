import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { NativeInfo, NativeOutcome } from "../../native-libs/native.js";
import { repository } from "./support/examples.js";
import { TestLeash } from "./support/leash-server.js";
import { type PlannedInput, writeMatrix } from "./support/matrix-files.js";
import { libraryFolder, misbehaveJob } from "./support/run-ranks.js";

const rankMain = `${repository}dist/bridge/compute/main.js`;
let libraries: ReturnType<typeof libraryFolder>;
beforeAll(() => {
  libraries = libraryFolder("misbehave");
});
afterAll(() => libraries.remove());

class Group {
  readonly leash = new TestLeash();
  input!: PlannedInput;
  mpirun!: ChildProcess;
  stdout = "";
  stderr = "";
  ended!: Promise<number | null>;
  #jobs = 0;

  constructor(readonly size: number) {}

  environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      OMPI_ALLOW_RUN_AS_ROOT: "1",
      OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1",
      ATHANOR_LEASH: this.leash.target,
      ATHANOR_LAUNCH_TOKEN: this.leash.token,
      ATHANOR_GROUP: "test",
      ATHANOR_LIBRARY_DIR: libraries.libraryDir,
    };
  }

  async start(environment = this.environment()): Promise<void> {
    await this.leash.listen();
    this.input = writeMatrix(this.leash.folder, "a", { parts: [3, 3], cols: 2 });
    const ranks = ["-n", String(this.size), "--oversubscribe", "--bind-to", "none", process.execPath, rankMain];
    this.mpirun = spawn("mpirun", ranks, { env: environment, stdio: ["ignore", "pipe", "pipe"] });
    this.mpirun.stdout!.on("data", (text) => (this.stdout += text));
    this.mpirun.stderr!.on("data", (text) => (this.stderr += text));
    this.ended = new Promise((resolve) => this.mpirun.once("close", resolve));
  }

  /** Sends each rank its own job. @returns the job's id */
  run(how: string, rank = -1): string {
    const jobId = `job-${++this.#jobs}`;
    const job = misbehaveJob(this.leash.folder, this.input, how, rank);
    for (let index = 0; index < this.size; index++) {
      const rowBegin = Math.floor((this.input.rows * index) / this.size);
      const rowEnd = Math.floor((this.input.rows * (index + 1)) / this.size);
      const outputs = job.outputs.map((output) => ({ ...output, path: `${this.leash.folder}/${jobId}-${index}` }));
      const own = { ...job, inputs: [{ ...this.input, rowBegin, rowEnd }], outputs };
      const nativeJobJson = JSON.stringify(own);
      this.leash.sendTo(index, { $case: "runJob", value: { sequence: this.#jobs, jobId, nativeJobJson } });
    }
    return jobId;
  }

  async outcomes(reports: number): Promise<NativeOutcome[]> {
    const done = await this.leash.hear("jobDone", reports);
    return done.map(({ outcomeJson }) => JSON.parse(outcomeJson) as NativeOutcome);
  }

  pids(): number[] {
    return this.leash.all("hello").map(({ pid }) => pid);
  }
}

/** A group whose ranks have said hello; whatever the test does, none of it is left behind. */
async function withGroup(size: number, use: (group: Group) => Promise<void>): Promise<void> {
  const group = new Group(size);
  try {
    await group.start();
    await group.leash.hear("hello", size);
    await use(group);
  } finally {
    group.leash.close();
    const timer = setTimeout(() => group.mpirun.kill("SIGKILL"), 10_000);
    await group.ended;
    clearTimeout(timer);
    expect(group.pids().filter(alive)).toEqual([]);
  }
}

/** Whether the process exists and is no zombie. */
function alive(pid: number): boolean {
  const path = `/proc/${pid}/stat`;
  return existsSync(path) && !/\) Z /.test(readFileSync(path, "utf8"));
}

async function millisecondsToEnd(group: Group): Promise<number> {
  const startedAt = performance.now();
  await group.ended;
  return performance.now() - startedAt;
}

describe("a rank that cannot start ends, and says why in one line", () => {
  const start = (environment: NodeJS.ProcessEnv) =>
    spawnSync(process.execPath, [rankMain], { env: environment, encoding: "utf8", timeout: 30_000 });

  test("without the launcher's environment", () => {
    const { ATHANOR_LEASH: _, ...environment } = new Group(1).environment();
    const { status, stdout, stderr } = start(environment);
    expect(status).not.toBe(0);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/ATHANOR_LEASH is not set; ranks are started by the bridge's launcher/);
  });

  test("without a bridge at the leash's address", () => {
    const { signal, stdout, stderr } = start(new Group(1).environment());
    expect(signal).toBe("SIGKILL");
    expect(stdout).toBe("");
    expect(stderr).toMatch(/"rank could not start"/);
    expect(stderr).toMatch(/the leash to unix:.* could not be opened/);
  });

  test("with a launch token that is not this bridge's", async () => {
    const group = new Group(1);
    await group.start({ ...group.environment(), ATHANOR_LAUNCH_TOKEN: "guessed" });
    expect(await group.ended).not.toBe(0);
    expect(group.stderr).toMatch(/could not be opened: 7 PERMISSION_DENIED: wrong launch token/);
    group.leash.close();
  });
});

test("ranks say hello, run jobs, and leave with 0 at shutdown; stdout stays empty", () =>
  withGroup(2, async (group) => {
    const hellos = group.leash.all("hello");
    expect(hellos.map(({ kind, index, group: name }) => ({ kind, index, name }))).toEqual([
      { kind: "rank", index: 0, name: "test" },
      { kind: "rank", index: 1, name: "test" },
    ]);
    const info = JSON.parse(hellos[1]!.nativeInfoJson) as NativeInfo;
    expect(info).toMatchObject({ rank: 1, size: 2, refused: [], libraries: [{ name: "misbehave" }] });
    group.run("chatter");
    const outcomes = await group.outcomes(2);
    expect(outcomes.map(({ status, outputs }) => [status, outputs[0]!.rows])).toEqual([
      ["ok", 3],
      ["ok", 3],
    ]);
    expect(group.leash.all("jobLog").map(({ level }) => level)).toEqual(["warn", "warn"]); // each rank's
    const reporters = group.leash.heard
      .filter(({ message }) => message.$case === "jobProgress")
      .map(({ index }) => index);
    expect([...new Set(reporters)]).toEqual([0]); // rank 0's alone
    group.leash.send({ $case: "shutdown", value: { reason: "test" } });
    expect(await group.ended).toBe(0);
    expect(group.stdout).toBe("");
  }));

test("a cancel ends its job and no other; SIGINT means nothing; the heart beats meanwhile", () =>
  withGroup(2, async (group) => {
    const jobId = group.run("waitForCancel");
    await group.leash.hear("jobProgress", 3);
    group.leash.send({ $case: "cancelJob", value: { jobId: "another" } });
    for (const pid of group.pids()) process.kill(pid, "SIGINT");
    await group.leash.hear("heartbeat", 2);
    expect(group.leash.all("jobDone")).toEqual([]);
    group.leash.send({ $case: "cancelJob", value: { jobId } });
    expect((await group.outcomes(2)).map(({ status }) => status)).toEqual(["cancelled", "cancelled"]);
    group.run("copy");
    expect((await group.outcomes(4)).filter(({ status }) => status === "ok")).toHaveLength(2);
  }));

test("shutdown in the middle of a job cancels it and leaves with 0", () =>
  withGroup(2, async (group) => {
    group.run("waitForCancel");
    await group.leash.hear("jobProgress", 1);
    group.leash.send({ $case: "shutdown", value: { reason: "test" } });
    expect(await group.ended).toBe(0);
  }));

test("shutdown in the middle of a kernel that does not yield ends the ranks in 5 s all the same", () =>
  withGroup(2, async (group) => {
    group.run("loopForever");
    group.leash.send({ $case: "shutdown", value: { reason: "test" } });
    expect(await millisecondsToEnd(group)).toBeLessThan(9_000);
  }));

test.each(["idle", "loopForever", "sleepForever", "waitForCancel"])(
  "a broken leash ends the ranks within 2 s: %s",
  (how) =>
    withGroup(2, async (group) => {
      if (how !== "idle") group.run(how);
      await new Promise((resolve) => setTimeout(resolve, 300));
      group.leash.cut();
      const deadline = performance.now() + 2_000;
      while (group.pids().some(alive) && performance.now() < deadline) await new Promise((r) => setTimeout(r, 20));
      expect(group.pids().filter(alive)).toEqual([]);
      await group.ended;
    }),
);

test("a rank that throws reports first, then the group ends", () =>
  withGroup(2, async (group) => {
    group.run("leakThrow", 1);
    const [outcome] = await group.outcomes(1);
    expect(outcome).toMatchObject({ groupLost: true, failure: { code: "ATHANOR_KERNEL_FAILED" } });
    expect(await millisecondsToEnd(group)).toBeLessThan(6_000);
  }));

test("a rank that cannot start a job the others started says so and ends the group", () =>
  withGroup(2, async (group) => {
    group.leash.sendTo(1, { $case: "runJob", value: { sequence: 1, jobId: "j", nativeJobJson: "{broken" } });
    const [outcome] = await group.outcomes(1);
    expect(outcome).toMatchObject({ status: "failed", groupLost: true, failure: { code: "ATHANOR_INTERNAL" } });
    expect(await millisecondsToEnd(group)).toBeLessThan(6_000);
  }));
