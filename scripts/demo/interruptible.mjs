/** Ctrl-C of a demo: an orderly end, as long as that takes a reasonable time. */

/** Longer than an orderly end takes; after that the bridge notices by itself that its parent has gone. */
const orderlyEndMs = 15_000;

/**
 * @param {(signal: AbortSignal) => Promise<void>} work the signal is aborted at the first SIGINT or SIGTERM; a second one
 * ends this process at once. What the work throws after that counts as its end.
 */
export async function interruptible(work) {
  const interrupts = new AbortController();
  const interrupt = (/** @type {NodeJS.Signals} */ signal) => {
    const exitCode = signal === "SIGINT" ? 130 : 143;
    if (interrupts.signal.aborted) process.exit(exitCode);
    process.exitCode = exitCode;
    setTimeout(() => process.exit(exitCode), orderlyEndMs).unref();
    interrupts.abort();
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  try {
    await work(interrupts.signal);
  } catch (error) {
    if (!interrupts.signal.aborted) throw error;
    process.stderr.write("\nstopped\n");
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}
