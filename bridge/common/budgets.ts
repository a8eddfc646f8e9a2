import { existsSync, readdirSync, readFileSync, realpathSync, statfsSync, statSync } from "node:fs";
import { freemem, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isTmpfs, runBase, serveRunDirectory } from "./directories.js";

/** Shares of what is free that a bridge takes when nobody says otherwise. */
const memoryShare = 0.6;
const diskShare = 0.8;
const workspaceShare = 0.3;
/** The catalog, and about 8 MiB of MPI's shared memory a rank. */
const roomForRanksBytes = 64 * 2 ** 20;

/**
 * Default budget of the memory tier: what the tmpfs has free less what else is written there, at most 60 % of the
 * memory that is available or of the cgroup's limit; 0 without a tmpfs.
 * @param stateDir of `serve`: what its store holds from before counts as free; null for an embedded bridge
 */
export function memoryBudget(stateDir: string | null): number {
  const base = runBase();
  if (!isTmpfs(base)) return 0;
  const held = stateDir && existsSync(stateDir) ? filesIn(join(serveRunDirectory(realpathSync(stateDir)), "store")) : 0;
  return Math.floor(Math.min(shareOfTmpfs(freeBytes(base) + held), memoryShare * (usableMemory() + held)));
}

/**
 * What of a tmpfs matrices may take. The run directory is there too, and a rank that finds no room for a shared
 * segment dies of SIGBUS: half of a small one (Docker's has 64 MiB) and 64 MiB of a large one are left alone.
 */
export function shareOfTmpfs(freeBytes: number): number {
  return freeBytes - Math.min(freeBytes / 2, roomForRanksBytes);
}

/**
 * Default budget of the disk tier: 80 % of what its file system has free, and what it holds already.
 * @param stateDir of `serve`; null for an embedded bridge, whose disk tier is a new temporary directory
 */
export function diskBudget(stateDir: string | null): number {
  const held = stateDir === null ? 0 : filesIn(join(stateDir, "store"));
  return Math.floor(diskShare * freeBytes(nearestExisting(stateDir ?? tmpdir()))) + held;
}

/** Default bound of all running jobs' workspace: half as much as the memory tier takes, so that both fit. */
export function workspaceBudget(): number {
  return Math.floor(workspaceShare * usableMemory());
}

/** Bytes of memory that could be used now: available on the machine, and within the cgroup's limit (v2 or v1). */
export function usableMemory(): number {
  return Math.min(availableMemory(), cgroupLimit());
}

function availableMemory(): number {
  const kibibytes = /^MemAvailable:\s+(\d+) kB$/m.exec(read("/proc/meminfo") ?? "")?.[1];
  return kibibytes === undefined ? freemem() : Number(kibibytes) * 1024;
}

/** The smallest limit of this process's cgroup and of those around it; Infinity for none. */
export function cgroupLimit(root = "/sys/fs/cgroup", membership = read("/proc/self/cgroup") ?? ""): number {
  let smallest = Number.POSITIVE_INFINITY;
  for (const line of membership.split("\n")) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (path === undefined) continue;
    if (controllers === "") smallest = Math.min(smallest, limitAlong(root, path, "memory.max"));
    if (controllers!.split(",").includes("memory")) {
      smallest = Math.min(smallest, limitAlong(join(root, "memory"), path, "memory.limit_in_bytes"));
    }
  }
  return smallest;
}

/** Inside a container the path may be one of the host's; then the root has the container's own limit. */
function limitAlong(root: string, path: string, file: string): number {
  let smallest = Number.POSITIVE_INFINITY;
  for (let at = path; ; at = dirname(at)) {
    const text = read(join(root, at, file))?.trim();
    if (text && text !== "max") smallest = Math.min(smallest, Number(text));
    if (at === "/" || at === ".") return smallest;
  }
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}

/** Bytes of all files below a folder; 0 where it is not. */
function filesIn(folder: string): number {
  if (!existsSync(folder)) return 0;
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += filesIn(path);
    else if (entry.isFile()) bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }
  return bytes;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
