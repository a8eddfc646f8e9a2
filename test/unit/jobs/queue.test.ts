import { expect, test } from "vitest";
import { JobQueue } from "../../../bridge/jobs/queue.js";

function queueOf(...jobs: string[]): JobQueue {
  const queue = new JobQueue(100);
  for (const job of jobs) queue.push(job[0]!, job);
  return queue;
}
const drain = (queue: JobQueue): string[] => Array.from({ length: queue.size }, () => queue.take()!);

test("a full queue takes no more, but for a job that is run again", () => {
  const queue = new JobQueue(1);
  queue.push("a", "a1");
  expect(() => queue.push("a", "a2")).toThrow("the queue holds 1 jobs already");
  queue.push("a", "a0", true);
  expect(drain(queue)).toEqual(["a0", "a1"]);
});

test("users take turns, and each user's jobs keep their order", () => {
  expect(drain(queueOf("a1", "a2", "a3", "b1", "c1", "c2"))).toEqual(["a1", "b1", "c1", "a2", "c2", "a3"]);
});

test("a job that is taken out is skipped, and its user's turn with it when it was the only one", () => {
  const queue = queueOf("a1", "b1", "b2");
  expect(queue.remove("a1")).toBe(true);
  expect(queue.remove("a1")).toBe(false);
  expect(queue.peek()).toBe("b1");
  expect(drain(queue)).toEqual(["b1", "b2"]);
});

test("an empty queue gives nothing", () => {
  const queue = new JobQueue(1);
  expect([queue.peek(), queue.take(), queue.size]).toEqual([null, null, 0]);
});
