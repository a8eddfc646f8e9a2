import type { NativeOutcome } from "../../native-libs/native.js";

/**
 * One job's run on a group as a pure machine: who has reported, what is asked, which deadline counts now.
 * compute-group.ts carries it out.
 */
export interface GroupRun {
  perRank: (NativeOutcome | null)[];
  lastPhase: string | null;
  cancelled: boolean;
}

export const newGroupRun = (ranks: number): GroupRun => ({
  perRank: new Array<NativeOutcome | null>(ranks).fill(null),
  lastPhase: null,
  cancelled: false,
});

export function rankReported(run: GroupRun, rank: number, outcome: NativeOutcome): GroupRun {
  if (run.perRank[rank] !== null) throw new Error(`rank ${rank} reported the end of its job twice`);
  return { ...run, perRank: run.perRank.with(rank, outcome) };
}

export const allReported = (run: GroupRun): boolean => run.perRank.every((outcome) => outcome !== null);

/** Which deadline the run is under. Each starts anew when it comes to be the one that counts. */
export type Deadline =
  /** Some rank gave up alone; the others may wait for it in a collective for ever. */
  | "stragglers"
  /** Cancelled, and not yet yielded. */
  | "cancelGrace"
  /** Progress must come; each progress starts it anew. */
  | "stall";

export function deadlineOf(run: GroupRun): Deadline {
  if (run.perRank.some((outcome) => outcome !== null && outcome.status !== "ok")) return "stragglers";
  return run.cancelled ? "cancelGrace" : "stall";
}

const killed: NativeOutcome = { status: "cancelled", failure: null, result: null, outputs: [], groupLost: true };

/**
 * The outcomes as far as they came. A rank that had to be killed while it waited for others counts as cancelled: the
 * failure of those who reported is the cause.
 */
export function outcomesOf(run: GroupRun): NativeOutcome[] {
  return run.perRank.map((outcome) => outcome ?? killed);
}
