import { AthanorError } from "./wire/errors.js";

/** What an aborted signal rejects with, whatever was going on: one code, the signal's reason as its cause. */
export function cancelledBy(signal: AbortSignal, what: string): AthanorError {
  return new AthanorError("ATHANOR_JOB_CANCELLED", `${what} was cancelled by its signal`, { cause: signal.reason });
}

export function throwIfAborted(signal: AbortSignal | undefined, what: string): void {
  if (signal?.aborted) throw cancelledBy(signal, what);
}
