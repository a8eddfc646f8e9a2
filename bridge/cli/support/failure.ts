import { constants } from "node:os";
import { AthanorError } from "athanor-client";

export const USAGE_EXIT_CODE = 2;
const FAILURE_EXIT_CODE = 1;

/** Thrown when the user stopped the command; it has been told so by the terminal already. */
export class Interrupted extends Error {
  constructor(readonly signalName: "SIGINT" | "SIGTERM" | "SIGHUP") {
    super(`stopped by ${signalName}`);
  }

  get exitCode(): number {
    return 128 + constants.signals[this.signalName];
  }
}

/** The one place where errors become text and exit code. With `json`, stderr gets {"error": {code, message, details}}. */
export function reportFailure(thrown: unknown, json: boolean): void {
  process.exitCode = thrown instanceof Interrupted ? thrown.exitCode : FAILURE_EXIT_CODE;
  if (thrown instanceof Interrupted && !json) {
    process.stderr.write("stopped\n");
    return;
  }
  const error =
    thrown instanceof Interrupted
      ? new AthanorError("ATHANOR_JOB_CANCELLED", thrown.message)
      : AthanorError.from(thrown);
  const { code, message, text, details } = error;
  if (json) process.stderr.write(`${JSON.stringify({ error: { code, message: text, details } })}\n`);
  else process.stderr.write(`error: ${message}\n`);
  if (code === "ATHANOR_INTERNAL" && !json && thrown instanceof Error && thrown.stack)
    process.stderr.write(`${thrown.stack}\n`);
}
