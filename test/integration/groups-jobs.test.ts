import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { JobEvent, JobInfo, SubmitRequest } from "athanor-client/wire";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLog } from "../../bridge/common/log.js";
import { ComputeGroupPool } from "../../bridge/groups/index.js";
import { Jobs } from "../../bridge/jobs/index.js";
import { newJobId } from "../../bridge/jobs/job-info.js";
import { Harness, until, user } from "./groups-harness.js";

let harness: Harness;
let matrixId: string;

beforeAll(async () => {
  harness = await Harness.start({ ranks: 2, stragglerGraceMs: 1_500, cancelGraceMs: 1_000, jobStallTimeoutMs: 7_000 });
  matrixId = await harness.matrix("a", 2, [1, 2, 3, 4], [5, 6]);
});

afterAll(async () => {
  expect(await harness.close()).toEqual([]);
});

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

let serial = 0;

/** A command unlike any before. */
function misbehave(how: string, rank = -1): SubmitRequest {
  serial += 1;
  return { routine: "misbehave.misbehave", inputs: { a: "a" }, key: `key ${serial}`, params: { how, rank } };
}

async function run(request: SubmitRequest): Promise<JobInfo> {
  const { id } = await harness.jobs.submit(user, request);
  return harness.jobs.wait(user, id, AbortSignal.timeout(20_000));
}

function valuesOf(id: string): number[] {
  const { matrices } = harness.catalog;
  const { tier } = matrices.find(id)!;
  const bytes = matrices.parts(id).map(({ path }) => readFileSync(matrices.absolute(tier, path)));
  const all = Buffer.concat(bytes);
  return [...new Float64Array(all.buffer.slice(all.byteOffset, all.byteOffset + all.length))];
}

/** Of all jobs together: nothing may be left in either store directory. */
function privateFiles(): string[] {
  return ["memory", "disk"].flatMap((tier) => {
    const folder = join(harness.directory, tier, "jobs");
    return existsSync(folder) ? readdirSync(folder) : [];
  });
}

test("every installed library has a sound manifest", async () => {
  const offered = (await harness.groups.libraries()).map(({ name }) => name);
  expect(offered).toContain("misbehave");
  expect((await harness.jobs.libraries()).map(({ name }) => name)).toEqual(offered);
});

describe("a job that ends well", () => {
  test("has its result, its outputs and timings that add up", async () => {
    const job = await run({ routine: "columnmeans.columnMeans", inputs: { a: "a" }, outputs: { means: "a.means" } });
    expect(job).toMatchObject({ state: "succeeded", result: { rows: 3 }, ranks: 2, runs: 1, failure: null });
    expect(job.outputs).toMatchObject([{ role: "means", name: "a.means", rows: 1, cols: 2, dtype: "float64" }]);
    expect(valuesOf(job.outputs[0]!.id)).toEqual([3, 4]);
    const { queueMs, prepareMs, computeMs, commitMs, totalMs } = job.timings!;
    expect(queueMs + prepareMs + computeMs + commitMs).toBe(totalMs);
    await until(() => privateFiles().length === 0);
  });

  test("gives an output in the row order of its input, whatever the split", async () => {
    const job = await run(misbehave("copy"));
    expect(valuesOf(job.outputs[0]!.id)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("is the same job for an equal command, until its outputs are dropped", async () => {
    const command = { routine: "misbehave.misbehave", inputs: { a: "a" }, params: { rank: 1 } };
    const first = await run(command);
    const again = await harness.jobs.submit(user, { ...command, inputs: { a: matrixId } });
    expect(again).toMatchObject({ id: first.id, state: "succeeded" });
    harness.catalog.matrices.drop(user, first.outputs[0]!.id);
    expect((await run(command)).id).not.toBe(first.id);
  });
});

test("a group forgets a job that has ended", async () => {
  const { groups } = harness;
  let kept = new WeakRef<object>(groups);
  groups.run = (job, ...rest) => {
    kept = new WeakRef(job);
    return ComputeGroupPool.prototype.run.call(groups, job, ...rest);
  };
  expect(await run(misbehave("copy"))).toMatchObject({ state: "succeeded" });
  Reflect.deleteProperty(groups, "run");
  expect(kept.deref() === groups).toBe(false);
  await until(() => {
    collectGarbage();
    return kept.deref() === undefined;
  }, 5_000);
});

describe("a watcher", () => {
  test("sees states in order and progress between them", async () => {
    const { id } = await harness.jobs.submit(user, misbehave("chatter"));
    const events: JobEvent[] = [];
    for await (const event of harness.jobs.watch(user, id)) events.push(event);
    const states = events.flatMap((event) => (event.type === "state" ? [event.job.state] : []));
    expect(states.slice(-2)).toEqual(["running", "succeeded"]);
    expect(events.some((event) => event.type === "progress")).toBe(true);
    expect(harness.jobs.logs(user, id)).toMatchObject([{ level: "warn", message: "a line for the log" }, {}]);
  });

  test("who comes late gets the final state at once", async () => {
    const { id } = await run(misbehave("copy"));
    const events: JobEvent[] = [];
    for await (const event of harness.jobs.watch(user, id)) events.push(event);
    expect(events).toMatchObject([{ type: "state", job: { state: "succeeded" } }]);
  });
});

describe("a job that goes wrong", () => {
  test.each([
    ["agreedError", "ATHANOR_SINGULAR", /singular on purpose/],
    ["leakThrow", "ATHANOR_KERNEL_FAILED", /routine misbehave threw/],
    ["throw", "ATHANOR_KERNEL_FAILED", /thrown on purpose/],
    ["segfault", "ATHANOR_RANK_LOST", /rank 1 was ended by SIGSEGV/],
    ["abort", "ATHANOR_RANK_LOST", /rank 1 was ended by SIGABRT/],
    ["exit", "ATHANOR_RANK_LOST", /rank 1 ended with exit code 3/],
    ["sleepForever", "ATHANOR_JOB_STALLED", /no progress for 7000 ms/],
  ])("by %s on one rank fails with %s, and the next one runs", async (how, code, message) => {
    const job = await run(misbehave(how, 1));
    expect(job.state).toBe("failed");
    expect(job.failure).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(job.runs).toBe(1);
    await until(() => privateFiles().length === 0);
    expect(await run(misbehave("copy"))).toMatchObject({ state: "succeeded" });
  });

  test("is run again once when a rank was killed from outside, and fails the second time", async () => {
    const { id } = await harness.jobs.submit(user, misbehave("waitForCancel"));
    await until(() => harness.jobs.get(user, id).progress !== null);
    process.kill(harness.groups.status()[0]!.pids[0]!, "SIGKILL");
    await until(() => harness.jobs.get(user, id).runs === 2 && harness.jobs.get(user, id).progress !== null);
    process.kill(harness.groups.status()[0]!.pids[1]!, "SIGKILL");
    const job = await harness.jobs.wait(user, id, AbortSignal.timeout(10_000));
    expect(job).toMatchObject({ state: "failed", runs: 2 });
    expect(job.failure).toMatchObject({
      code: "ATHANOR_RANK_LOST",
      details: { rank: 1, signal: "SIGKILL", lastPhase: "waiting" },
    });
  });
});

describe("cancelling", () => {
  test("reaches a kernel that yields, and its group stays", async () => {
    const { id } = await harness.jobs.submit(user, misbehave("waitForCancel"));
    await until(() => harness.jobs.get(user, id).progress !== null);
    const before = harness.groups.status()[0]!.pids;
    harness.jobs.cancel(user, id);
    const job = await harness.jobs.wait(user, id, AbortSignal.timeout(10_000));
    expect(job).toMatchObject({ state: "cancelled", failure: { code: "ATHANOR_JOB_CANCELLED" } });
    expect(harness.groups.status()[0]!.pids).toEqual(before);
  });

  test("kills the group of a kernel that does not yield", async () => {
    const { id } = await harness.jobs.submit(user, misbehave("loopForever"));
    await until(() => harness.jobs.get(user, id).state === "running");
    await new Promise((resolve) => setTimeout(resolve, 200));
    const ranks = harness.processes();
    harness.jobs.cancel(user, id);
    expect(await harness.jobs.wait(user, id, AbortSignal.timeout(10_000))).toMatchObject({ state: "cancelled" });
    const now = harness.processes().map((process) => process.pid);
    expect(ranks.some((rank) => now.includes(rank.pid))).toBe(false);
    expect(await run(misbehave("copy"))).toMatchObject({ state: "succeeded" });
  });
});

describe("what is refused", () => {
  const refused = async (request: SubmitRequest): Promise<string> => {
    const error = await harness.jobs.submit(user, request).then(
      () => null,
      (thrown: Error) => thrown,
    );
    return error?.message ?? "not refused";
  };

  test("is refused at submission, with what would be right", async () => {
    expect(await refused({ ...misbehave("copy"), routine: "misbehave.misbehav" })).toBe(
      "ATHANOR_UNKNOWN_ROUTINE: no loaded library offers misbehave.misbehav; did you mean misbehave.misbehave?",
    );
    expect(await refused({ ...misbehave("copy"), inputs: { a: "nosuch" } })).toMatch(/^ATHANOR_MATRIX_NOT_FOUND/);
    expect(await refused({ ...misbehave("copy"), params: { rnak: 1 } })).toMatch(/did you mean rank\?$/);
    harness.catalog.matrices.create(user, { name: "open", cols: 2, dtype: "float64" });
    expect(await refused({ ...misbehave("copy"), inputs: { a: "open" } })).toMatch(/^ATHANOR_MATRIX_NOT_SEALED/);
  });

  test("the job of another user is not found, by whatever call", async () => {
    const { id } = await run(misbehave("copy"));
    for (const call of ["get", "cancel", "logs", "watch"] as const) {
      expect(() => harness.jobs[call]("bob", id)).toThrow("ATHANOR_JOB_NOT_FOUND");
    }
    await expect(harness.jobs.wait("bob", id)).rejects.toThrow("ATHANOR_JOB_NOT_FOUND");
    expect(harness.jobs.list("bob")).toEqual([]);
  });

  test("an output whose name is taken by other content fails the job and leaves nothing", async () => {
    await harness.matrix("other", 1, [1]);
    const clash = await run({ ...misbehave("copy"), outputs: { copy: "other" } });
    expect(clash).toMatchObject({ state: "failed", outputs: [], failure: { code: "ATHANOR_MATRIX_EXISTS" } });
    await until(() => privateFiles().length === 0);
  });
});

describe("after the loss of a bridge", () => {
  async function leftBehind(change: Partial<JobInfo>): Promise<JobInfo> {
    const { jobs: records, matrices: catalog } = harness.catalog;
    const { id } = await run(misbehave("copy"));
    const record = records.get(user, id);
    const info = { ...record.info, outputs: [], result: null, ...change, id: newJobId() };
    records.insert({ ...record, info, key: info.id });
    const { groups } = harness;
    const config = { jobStallTimeoutMs: 5_000, workspaceBudgetBytes: 1e9, matrixTtlMs: null };
    const next = new Jobs({ catalog, records, groups, config, log: createLog("silent", {}) });
    next.recover();
    return next.wait(user, info.id, AbortSignal.timeout(10_000));
  }

  test("a job that waited still runs", async () => {
    expect(await leftBehind({ state: "queued", runs: 0 })).toMatchObject({ state: "succeeded", runs: 1 });
  });

  test("a job that ran is run again, once", async () => {
    expect(await leftBehind({ state: "running", runs: 1 })).toMatchObject({ state: "succeeded", runs: 2 });
    const twice = await leftBehind({ state: "running", runs: 2 });
    expect(twice).toMatchObject({ state: "failed", failure: { code: "ATHANOR_RANK_LOST" } });
  });

  test("a job whose input is gone fails with the reason", async () => {
    const { jobs: records, matrices: catalog } = harness.catalog;
    const input = await harness.matrix("short-lived", 2, [1, 2]);
    const { id } = await run({ ...misbehave("copy"), inputs: { a: "short-lived" } });
    catalog.drop(user, input);
    const record = records.get(user, id);
    const info: JobInfo = { ...record.info, state: "queued", runs: 0, id: newJobId() };
    records.insert({ ...record, info, key: info.id });
    const { groups } = harness;
    const config = { jobStallTimeoutMs: 5_000, workspaceBudgetBytes: 1e9, matrixTtlMs: null };
    const next = new Jobs({ catalog, records, groups, config, log: createLog("silent", {}) });
    expect(next.recover()).toBe(0);
    expect(next.get(user, info.id)).toMatchObject({ state: "failed", failure: { code: "ATHANOR_MATRIX_DROPPED" } });
  });
});
