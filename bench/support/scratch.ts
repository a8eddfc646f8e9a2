import { mkdtempSync, rmSync } from "node:fs";

/** Runs `use` with a new folder in memory, and removes it. */
export async function withScratch<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync("/dev/shm/athanor-bench-");
  try {
    return await use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
