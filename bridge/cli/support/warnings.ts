/** Our warnings as one line each, without Node's process ids and hints; all others as Node prints them. */
export function showWarnings(): void {
  const others = process.listeners("warning");
  process.removeAllListeners("warning");
  process.on("warning", (warning) => {
    if (warning.name === "AthanorWarning") process.stderr.write(`warning: ${warning.message}\n`);
    else for (const listener of others) listener(warning);
  });
}
