import { expect, test } from "vitest";
import { allReported, deadlineOf, newGroupRun, outcomesOf, rankReported } from "../../../bridge/groups/group-run.js";
import type { NativeOutcome } from "../../../native-libs/native.js";

const outcome = (status: NativeOutcome["status"]): NativeOutcome => ({
  ...{ status, failure: null, result: null, outputs: [], groupLost: false },
});

test("a rank that reports twice is an error of ours", () => {
  const run = rankReported(newGroupRun(2), 1, outcome("ok"));
  expect(() => rankReported(run, 1, outcome("ok"))).toThrow("rank 1 reported the end of its job twice");
});

test("a run is over when all ranks have reported", () => {
  const run = rankReported(newGroupRun(2), 0, outcome("ok"));
  expect(allReported(run)).toBe(false);
  expect(allReported(rankReported(run, 1, outcome("failed")))).toBe(true);
});

test("progress is what counts, then the grace of a cancel, then the ranks that others wait for", () => {
  const run = newGroupRun(2);
  expect(deadlineOf(run)).toBe("stall");
  expect(deadlineOf(rankReported(run, 0, outcome("ok")))).toBe("stall");
  expect(deadlineOf({ ...run, cancelled: true })).toBe("cancelGrace");
  expect(deadlineOf(rankReported({ ...run, cancelled: true }, 0, outcome("failed")))).toBe("stragglers");
});

test("ranks that had to be killed count as cancelled, beside the one that told why", () => {
  const run = rankReported(newGroupRun(3), 1, outcome("failed"));
  expect(outcomesOf(run).map(({ status }) => status)).toEqual(["cancelled", "failed", "cancelled"]);
});
