import { AthanorError, isErrorCode, type JobFailure } from "athanor-client/wire";
import type { NativeOutcome } from "../../native-libs/native.js";
import type { GroupOutcome } from "../groups/types.js";

/** Any thrown value as what the job's record and its watchers get. */
export function failureOf(thrown: unknown): JobFailure {
  const error = AthanorError.from(thrown);
  return { code: error.code, message: error.text, details: error.details };
}

/** The lowest rank's failure: all ranks that fail together say the same, and this order is the same every time. */
export function rankFailure(outcomes: readonly NativeOutcome[]): JobFailure | null {
  const rank = outcomes.findIndex((outcome) => outcome.failure !== null);
  if (rank < 0) return null;
  const { code, message, details } = outcomes[rank]!.failure!;
  if (isErrorCode(code)) return { code, message, details: { ...details, rank } };
  const text = `the routine failed with ${code}, which no registry knows: ${message}`;
  return { code: "ATHANOR_KERNEL_FAILED", message: text, details: { ...details, rank, code } };
}

export function deathFailure(outcome: Extract<GroupOutcome, { kind: "died" }>, runs: number): JobFailure {
  const { rank, signal, exitCode, lastPhase } = outcome;
  const who = rank === null ? "the compute group" : `rank ${rank}`;
  const how = signal === null ? `ended with exit code ${exitCode}` : `was ended by ${signal}`;
  const times = runs > 1 ? ` in run ${runs}` : "";
  const mend = outcome.fromOutside
    ? "it was killed from outside, perhaps for lack of memory; see the system's log"
    : "the fault is in the routine or its input; see athanor jobs logs";
  const message = `${who} ${how} ${phaseText(lastPhase)}${times}; ${mend}`;
  return { code: "ATHANOR_RANK_LOST", message, details: { rank, signal, exitCode, lastPhase, runs } };
}

export function stallFailure(lastPhase: string | null, timeoutMs: number): JobFailure {
  const message = `no progress for ${timeoutMs} ms ${phaseText(lastPhase)}; its group was ended and started again`;
  return { code: "ATHANOR_JOB_STALLED", message, details: { lastPhase, timeoutMs } };
}

export const leftEarly: JobFailure = {
  code: "ATHANOR_KERNEL_FAILED",
  message: "the routine ended as if it had been cancelled, but nobody cancelled it; tell the library's authors",
  details: {},
};

export const cancelledFailure: JobFailure = {
  code: "ATHANOR_JOB_CANCELLED",
  message: "the job was cancelled",
  details: {},
};

const phaseText = (phase: string | null): string => (phase === null ? "before its first phase" : `in phase ${phase}`);
