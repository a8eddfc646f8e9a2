/** What this process has started or written and has to end or remove, however it ends itself. */
const open = new Set<() => void>();

/**
 * Has `end` called when the command is stopped or this process ends, unless it is let go before.
 * @param end works at once, and may be called when there is nothing left to do
 * @returns lets go of it
 */
export function untilLetGo(end: () => void): () => void {
  if (open.size === 0) process.once("exit", endAll);
  open.add(end);
  return () => {
    open.delete(end);
    if (open.size === 0) process.off("exit", endAll);
  };
}

/** Ends all of it: whoever waits for an answer of theirs gets an error. */
export function endAll(): void {
  for (const end of open) end();
}
