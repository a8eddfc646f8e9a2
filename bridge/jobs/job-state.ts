import type { JobState } from "athanor-client/wire";

/**
 * The life of a job as a pure machine: an event in, the new life and instructions out; jobs.ts carries them out.
 *
 *     queued -> running -> succeeded | failed | cancelled
 *        ^---------+  once, when its group was killed from outside or the bridge was lost
 */
export interface JobLife {
  state: JobState;
  /** How often it was started. */
  runs: number;
  /** Somebody wants it cancelled; it still runs. */
  cancelAsked: boolean;
}

export type JobLifeEvent =
  | { type: "started" }
  | { type: "succeeded" }
  | { type: "failed" }
  | { type: "yielded" }
  /** Its group was killed by neither bridge nor mpirun, or the bridge was lost with the job running. */
  | { type: "lost" }
  | { type: "cancelAsked" };

export type JobInstruction = "enqueue" | "dequeue" | "abortRun" | "announce" | "release";

export interface JobStep {
  life: JobLife;
  instructions: JobInstruction[];
}

export const newJob: JobLife = { state: "queued", runs: 0, cancelAsked: false };
const maxRuns = 2;

export const isFinal = (state: JobState): boolean => state !== "queued" && state !== "running";

export function jobStep(life: JobLife, event: JobLifeEvent): JobStep {
  const { state } = life;
  if (event.type === "cancelAsked") return cancel(life);
  if (event.type === "started" && state === "queued") {
    return { life: { ...life, state: "running", runs: life.runs + 1 }, instructions: ["announce"] };
  }
  // A job can fail before it ever ran: its inputs are gone, its store is full.
  if (event.type === "failed" && state === "queued") return end(life, "failed", ["dequeue"]);
  if (state !== "running") throw new Error(`a ${state} job cannot take the event ${event.type}`);
  switch (event.type) {
    case "succeeded":
      return end(life, "succeeded");
    case "failed":
      return end(life, "failed");
    case "yielded":
      return end(life, life.cancelAsked ? "cancelled" : "failed");
    case "lost":
      return life.cancelAsked ? end(life, "cancelled") : again(life);
    case "started":
      throw new Error("a running job was started again");
  }
}

function end(life: JobLife, state: JobState, first: JobInstruction[] = []): JobStep {
  return { life: { ...life, state }, instructions: [...first, "announce", "release"] };
}

function again(life: JobLife): JobStep {
  if (life.runs >= maxRuns) return end(life, "failed");
  return { life: { ...life, state: "queued" }, instructions: ["announce", "enqueue"] };
}

/** A second cancel, or one that comes after the end, changes nothing. */
function cancel(life: JobLife): JobStep {
  if (life.state === "queued") return end({ ...life, cancelAsked: true }, "cancelled", ["dequeue"]);
  if (life.state !== "running" || life.cancelAsked) return { life, instructions: [] };
  return { life: { ...life, cancelAsked: true }, instructions: ["abortRun"] };
}
