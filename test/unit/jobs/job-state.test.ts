import { describe, expect, test } from "vitest";
import { type JobLife, type JobLifeEvent, jobStep, newJob } from "../../../bridge/jobs/job-state.js";

function live(...types: JobLifeEvent["type"][]): { life: JobLife; instructions: string[] } {
  let life = newJob;
  const instructions: string[] = [];
  for (const type of types) {
    const step = jobStep(life, { type });
    life = step.life;
    instructions.push(...step.instructions);
  }
  return { life, instructions };
}

describe("refused", () => {
  test.each<[string, JobLifeEvent["type"][]]>([
    ["a queued job cannot take the event succeeded", ["succeeded"]],
    ["a running job was started again", ["started", "started"]],
    ["a succeeded job cannot take the event failed", ["started", "succeeded", "failed"]],
    ["a failed job cannot take the event started", ["started", "failed", "started"]],
  ])("%s", (message, events) => {
    expect(() => live(...events)).toThrow(message);
  });
});

test("a job that ends is announced and lets its inputs go", () => {
  expect(live("started", "succeeded")).toMatchObject({
    life: { state: "succeeded", runs: 1 },
    instructions: ["announce", "announce", "release"],
  });
});

test("a lost job is queued again once, and fails the second time", () => {
  expect(live("started", "lost")).toMatchObject({
    life: { state: "queued", runs: 1 },
    instructions: expect.arrayContaining(["enqueue"]),
  });
  expect(live("started", "lost", "started", "lost").life).toMatchObject({ state: "failed", runs: 2 });
});

test("a lost job that was to be cancelled is cancelled", () => {
  expect(live("started", "cancelAsked", "lost").life.state).toBe("cancelled");
});

test("a waiting job is cancelled at once, a running one when it yields", () => {
  expect(live("cancelAsked")).toMatchObject({
    life: { state: "cancelled" },
    instructions: ["dequeue", "announce", "release"],
  });
  expect(live("started", "cancelAsked")).toMatchObject({
    life: { state: "running" },
    instructions: ["announce", "abortRun"],
  });
  expect(live("started", "cancelAsked", "yielded").life.state).toBe("cancelled");
});

test("a cancel that comes twice or too late changes nothing", () => {
  expect(live("started", "cancelAsked", "cancelAsked").instructions).toEqual(["announce", "abortRun"]);
  expect(live("started", "succeeded", "cancelAsked").life.state).toBe("succeeded");
});

test("a cancelled job whose kernel was done already has succeeded", () => {
  expect(live("started", "cancelAsked", "succeeded").life.state).toBe("succeeded");
});
