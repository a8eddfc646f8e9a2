import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/** Cores that this process may use: affinity and cgroup quota counted, hyperthreads not. At least 1. */
export function usableCores(): number {
  const allowed = availableParallelism();
  return Math.max(1, Math.min(Math.floor(allowed / threadsPerCore()), cgroupQuota()));
}

function threadsPerCore(): number {
  const siblings = read("/sys/devices/system/cpu/cpu0/topology/thread_siblings_list");
  return siblings === null ? 1 : countList(siblings);
}

/** Counts a kernel cpu list such as "0,64" or "0-1". */
function countList(list: string): number {
  let count = 0;
  for (const range of list.trim().split(",")) {
    const [from, to] = range.split("-").map(Number);
    count += to === undefined ? 1 : to - from! + 1;
  }
  return Math.max(1, count);
}

function cgroupQuota(): number {
  const v2 = read("/sys/fs/cgroup/cpu.max")?.trim().split(" ");
  if (v2 && v2[0] !== "max") return Math.max(1, Math.floor(Number(v2[0]) / Number(v2[1])));
  const quota = Number(read("/sys/fs/cgroup/cpu/cpu.cfs_quota_us") ?? -1);
  const period = Number(read("/sys/fs/cgroup/cpu/cpu.cfs_period_us") ?? 100_000);
  return quota > 0 ? Math.max(1, Math.floor(quota / period)) : Number.POSITIVE_INFINITY;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
