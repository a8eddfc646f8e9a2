import { mkdtempSync, rmSync } from "node:fs";
import { untilLetGo } from "./open-things.js";

/** Runs `use` with a new folder in memory, and removes it. */
export async function withScratch<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync("/dev/shm/athanor-bench-");
  const remove = () => rmSync(directory, { recursive: true, force: true });
  const letGo = untilLetGo(remove);
  try {
    return await use(directory);
  } finally {
    remove();
    letGo();
  }
}
