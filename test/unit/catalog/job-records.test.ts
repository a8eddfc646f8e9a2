import type { JobInfo, JobState } from "athanor-client/wire";
import Sqlite from "better-sqlite3";
import { expect, test } from "vitest";
import { JobRecords } from "../../../bridge/catalog/job-records.js";
import { migrations } from "../../../bridge/catalog/schema.js";
import type { JobRecord } from "../../../bridge/catalog/types.js";
import { CatalogWorld, expectRefusal, withCatalog } from "./with-catalog.js";

function record(id: string, more: { user?: string; key?: string; state?: JobState } = {}): JobRecord {
  const info: JobInfo = {
    id,
    state: more.state ?? "queued",
    routine: "rowwise.truncatedSvd",
    params: { k: 20 },
    inputs: {},
    outputs: [],
    result: null,
    failure: null,
    timings: null,
    progress: null,
    ranks: 2,
    library: { name: "rowwise", version: "1" },
    runs: 0,
    submittedAt: "2026-01-01T00:00:00.000Z",
    startedAt: null,
    endedAt: null,
  };
  const request = { routine: info.routine, inputs: { a: "pixels" } };
  return { user: more.user ?? "ann", key: more.key ?? id, request, info, internal: { seed: 1 } };
}

test("another user's job, and one that never was, are not found", () =>
  withCatalog(async ({ jobs }) => {
    jobs.insert(record("j1"));
    await expectRefusal(() => jobs.get("bob", "j1"), "ATHANOR_JOB_NOT_FOUND", /no job "j1"/);
    await expectRefusal(() => jobs.logs("bob", "j1"), "ATHANOR_JOB_NOT_FOUND");
    await expectRefusal(() => jobs.get("ann", "j2"), "ATHANOR_JOB_NOT_FOUND");
    await expectRefusal(() => jobs.update("j2", { internal: {} }), "ATHANOR_JOB_NOT_FOUND");
    expect(jobs.find("j2")).toBeNull();
    expect(jobs.findByKey("bob", "j1")).toBeNull();
  }));

test("a record comes back as it was given, and changes where it was changed", () =>
  withCatalog(({ jobs }) => {
    jobs.insert(record("j1"));
    expect(jobs.get("ann", "j1")).toEqual(record("j1"));
    jobs.update("j1", { info: { ...record("j1").info, state: "running", runs: 1 } });
    jobs.update("j1", { internal: { seed: 2 } });
    expect(jobs.find("j1")).toMatchObject({ info: { state: "running", runs: 1 }, internal: { seed: 2 } });
  }));

test("the newest job of a key counts", () =>
  withCatalog(({ jobs }) => {
    for (const id of ["j1", "j2"]) jobs.insert(record(id, { key: "same" }));
    jobs.insert(record("j3", { key: "same", user: "bob" }));
    expect(jobs.findByKey("ann", "same")?.info.id).toBe("j2");
  }));

test("lists are this user's, newest first, by state and bounded", () =>
  withCatalog(({ jobs }) => {
    for (const id of ["j1", "j2", "j3"]) jobs.insert(record(id, { state: id === "j2" ? "failed" : "succeeded" }));
    jobs.insert(record("other", { user: "bob" }));
    const ids = (list: JobRecord[]) => list.map(({ info }) => info.id);
    expect(ids(jobs.list("ann"))).toEqual(["j3", "j2", "j1"]);
    expect(ids(jobs.list("ann", { limit: 1 }))).toEqual(["j3"]);
    expect(ids(jobs.list("ann", { state: "failed" }))).toEqual(["j2"]);
  }));

test("after a restart the jobs that had not ended are known, oldest first, and so are all logs", async () => {
  const world = new CatalogWorld();
  try {
    const first = world.open();
    for (const state of ["running", "succeeded", "queued", "failed"] as const)
      first.jobs.insert(record(state, { state }));
    first.jobs.appendLog("running", { rank: 1, level: "info", message: "pass 1", at: "t" });
    await first.close();
    const second = world.open();
    expect(second.jobs.unfinished().map(({ info }) => info.id)).toEqual(["running", "queued"]);
    expect(second.jobs.logs("ann", "running")).toEqual([{ rank: 1, level: "info", message: "pass 1", at: "t" }]);
    await second.close();
  } finally {
    world.remove();
  }
});

test("a rank that logs without end keeps its first and last lines, the others all of theirs", () =>
  withCatalog(({ jobs }) => {
    jobs.insert(record("j1"));
    for (let i = 0; i < 5000; i++) jobs.appendLog("j1", { rank: 0, level: "debug", message: String(i), at: "t" });
    jobs.appendLog("j1", { rank: 1, level: "error", message: "x".repeat(10_000), at: "t" });
    jobs.appendLog("forgotten", { rank: 0, level: "info", message: "nobody reads this", at: "t" });
    const lines = jobs.logs("ann", "j1");
    const ofRank0 = lines.filter(({ rank }) => rank === 0).map(({ message }) => Number(message));
    expect(ofRank0).toHaveLength(1000);
    expect(ofRank0[199]).toBe(199);
    expect(ofRank0[200]).toBe(4200);
    expect(ofRank0.at(-1)).toBe(4999);
    expect(lines.at(-1)!.message.length).toBeLessThan(4100);
  }));

test("only the newest records are kept, and those that have not ended", () => {
  const database = new Sqlite(":memory:");
  database.pragma("foreign_keys = ON");
  for (const sql of migrations) database.exec(sql);
  const jobs = new JobRecords(database, { kept: 3 });
  jobs.insert(record("j0", { state: "running" }));
  for (let i = 1; i <= 6; i++) {
    jobs.insert(record(`j${i}`, { state: "succeeded" }));
    jobs.appendLog(`j${i}`, { rank: 0, level: "info", message: "line", at: "t" });
  }
  expect(jobs.list("ann").map(({ info }) => info.id)).toEqual(["j6", "j5", "j4", "j0"]);
  jobs.close();
  database.close();
});
