import { constants } from "node:os";
import { AthanorError } from "athanor-client";

export const USAGE_EXIT_CODE = 2;
const FAILURE_EXIT_CODE = 1;

/** What mends an error where the mend on the wire is for programs. */
const HINTS: Partial<Record<string, string>> = {
  ATHANOR_UNAUTHENTICATED:
    "\nGive --token, or set ATHANOR_TOKEN; the token is in bridge.json in the bridge's state directory.",
  ATHANOR_MATRIX_EXISTS: "\nOn the command line that is --if-exists.",
};

function hintFor(code: string, message: string): string {
  if (code === "ATHANOR_BRIDGE_UNREACHABLE" && /certificate/.test(message))
    return "\nGive the authority that signed it, or the certificate itself, with --ca or ATHANOR_CA.";
  return HINTS[code] ?? "";
}

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
  else process.stderr.write(`error: ${message}${hintFor(code, message)}\n`);
  if (code === "ATHANOR_INTERNAL" && !json && thrown instanceof Error && thrown.stack)
    process.stderr.write(`${thrown.stack}\n`);
}
