/** A step that could not be done. Its message is meant for the person at the terminal; it is printed without a stack. */
export class BootstrapFailure extends Error {
  /**
   * @param {string} message
   * @param {number} [exitCode]
   */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Ctrl-C or SIGTERM arrived. The step's processes have ended by the time this is thrown. */
export class Interrupted extends BootstrapFailure {
  /** @param {NodeJS.Signals} signal */
  constructor(signal) {
    super(`stopped by ${signal}`, signal === "SIGINT" ? 130 : 143);
  }
}

/**
 * Prints what went wrong and sets the exit code: the last line of each script's main.
 * @param {unknown} thrown
 */
export function reportFailure(thrown) {
  if (thrown instanceof BootstrapFailure) {
    process.stderr.write(`\n${thrown.message}\n`);
    process.exitCode = thrown.exitCode;
    return;
  }
  process.stderr.write(`\n${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
  process.exitCode = 1;
}
