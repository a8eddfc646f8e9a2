import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const TICKS_PER_SECOND = 100;

/** User + system CPU seconds of a process so far. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/**
 * Proportional set size in bytes of the processes, without their mappings of files under the `except` folders (the
 * store's files are counted once, by their size). A process that has just ended counts as 0.
 */
export function pssBytes(pids: number[], except: string[]): number {
  return pids.reduce((sum, pid) => sum + pssOf(pid, except), 0);
}

function pssOf(pid: number, except: string[]): number {
  let bytes = 0;
  let counted = true;
  for (const line of readOr(`/proc/${pid}/smaps`, "").split("\n")) {
    if (/^[0-9a-f]+-/.test(line)) counted = !except.some((folder) => line.includes(` ${folder}/`));
    else if (counted && line.startsWith("Pss:")) bytes += Number.parseInt(line.slice(4), 10) * 1024;
  }
  return bytes;
}

/** Bytes in all files below a directory. */
export function directoryBytes(directory: string): number {
  let bytes = 0;
  for (const entry of readdirSync(directory, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    try {
      bytes += statSync(join(entry.parentPath ?? entry.path, entry.name)).size;
    } catch {
      // The file has just gone.
    }
  }
  return bytes;
}

function readOr(path: string, fallback: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return fallback;
  }
}
