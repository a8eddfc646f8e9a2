import type { JobEvent, JobInfo } from "athanor-client/wire";
import { expect, test } from "vitest";
import { Watchers } from "../../../bridge/jobs/watchers.js";

const job = (state: JobInfo["state"]): JobInfo => ({ id: "j", state }) as JobInfo;
const progress = (fraction: number) => ({ phase: "pass", fraction, facts: {} });
const signal = new AbortController().signal;

async function all(events: AsyncIterable<JobEvent>): Promise<string[]> {
  const seen: string[] = [];
  for await (const event of events) seen.push(event.type === "state" ? event.job.state : `${event.progress.fraction}`);
  return seen;
}

test("a slow watcher misses progress, never a state", async () => {
  const watchers = new Watchers();
  const events = watchers.watch(job("queued"), signal);
  expect((await events.next()).value).toMatchObject({ job: { state: "queued" } });
  watchers.state(job("running"));
  for (let i = 0; i <= 1000; i += 1) watchers.progress("j", progress(i / 1000));
  watchers.state(job("succeeded"));
  expect(await all(events)).toEqual(["running", "1", "succeeded"]);
});

test("a watcher of an ended job gets its end and no more", async () => {
  expect(await all(new Watchers().watch(job("failed"), signal))).toEqual(["failed"]);
});

test("a watcher leaves when its caller does, also while it waits", async () => {
  const abort = new AbortController();
  const seen = all(new Watchers().watch(job("running"), abort.signal));
  setTimeout(() => abort.abort(), 20);
  expect(await seen).toEqual(["running"]);
});

test("a closing bridge ends its watchers with an error, after what they have not read yet", async () => {
  const watchers = new Watchers();
  const events = watchers.watch(job("queued"), signal);
  await events.next();
  watchers.state(job("running"));
  watchers.fail(new Error("closing"));
  expect((await events.next()).value).toMatchObject({ job: { state: "running" } });
  await expect(events.next()).rejects.toThrow("closing");
});
