import { describe, expect, test } from "vitest";
import { type ChildEvent, type ChildState, childStep, newChild } from "../../../bridge/groups/child-state.js";

function live(...events: ChildEvent[]): { state: ChildState; instructions: string[] } {
  let state = newChild;
  const instructions: string[] = [];
  for (const event of events) {
    const step = childStep(state, event);
    state = step.state;
    instructions.push(...step.instructions);
  }
  return { state, instructions };
}

const hello: ChildEvent = { type: "saidHello" };
const job: ChildEvent = { type: "jobStarted" };
const stop: ChildEvent = { type: "stopAsked", reason: "enough" };
const exited: ChildEvent = { type: "exited" };

describe("refused, with the whole story", () => {
  test.each<[string, ChildEvent[]]>([
    ["a starting child cannot take the event jobStarted", [job]],
    ["a busy child cannot take the event jobStarted", [hello, job, job]],
    ["a ready child cannot take the event jobEnded", [hello, { type: "jobEnded" }]],
    ["a stopping child cannot take the event jobStarted", [hello, stop, job]],
    ["a dead child cannot take the event jobStarted", [exited, job]],
    ["a dead child cannot take the event exited", [exited, exited]],
  ])("%s", (message, events) => {
    expect(() => live(...events)).toThrow(message);
  });
});

test("a child is ready once it said hello, busy with a job, and ready after it", () => {
  expect(live(hello).state.phase).toBe("ready");
  expect(live(hello, job).state.phase).toBe("busy");
  expect(live(hello, job, { type: "jobEnded" }).state.phase).toBe("ready");
});

test("an orderly end is a message, a grace, and a kill only when the grace is over", () => {
  expect(live(hello, stop).instructions).toEqual(["announceReady", "sendShutdown", "startGrace"]);
  const late = live(hello, stop, { type: "graceEnded" });
  expect(late.instructions.at(-1)).toBe("killAll");
  expect(late.state.endedBy).toEqual({ reason: "enough", killed: true });
});

test("a child that dies by itself was ended by nobody, and what it leaves is swept", () => {
  const { state, instructions } = live(hello, job, { type: "leashBroken" }, exited);
  expect(instructions).toEqual(["announceReady", "startGrace", "sweepAndAnnounceEnd"]);
  expect(state).toEqual({ phase: "dead", endedBy: null });
});

test("a silent child and one without a hello are killed, with the reason", () => {
  expect(live(hello, { type: "wentSilent", reason: "no beat" }).state.endedBy).toEqual({
    reason: "no beat",
    killed: true,
  });
  expect(live({ type: "helloDeadlinePassed" }).instructions).toEqual(["killAll"]);
  expect(live(hello, { type: "helloDeadlinePassed" }).instructions).toEqual(["announceReady"]);
});

test("what comes late changes nothing", () => {
  const late: ChildEvent[] = [hello, { type: "jobEnded" }, stop, { type: "leashBroken" }];
  expect(live(hello, job, stop, ...late).instructions).toEqual(live(hello, job, stop).instructions);
  const dead: ChildEvent[] = [hello, stop, { type: "graceEnded" }, { type: "leashBroken" }, { type: "jobEnded" }];
  expect(live(exited, ...dead).instructions).toEqual(["sweepAndAnnounceEnd"]);
});
