import { existsSync, statfsSync } from "node:fs";
import { formatBytes, stateDirectory } from "athanor-client";
import { diskBudget, memoryBudget } from "../../common/budgets.js";
import { type Finding, missing, ok, warning } from "./finding.js";

const TMPFS = "/dev/shm";
/** Docker's default size of /dev/shm; nothing of interest fits in it. */
const DOCKER_SHM_BYTES = 64 * 1024 * 1024;
const LITTLE_BYTES = 1024 ** 3;

/** Space for matrices: memory (tmpfs) first, then disk. */
export function checkStore(): Finding[] {
  return [checkMemory(), checkDisk()];
}

function checkMemory(): Finding {
  if (!existsSync(TMPFS))
    return warning("memory store", `no ${TMPFS}; matrices go to disk`, `mount a tmpfs at ${TMPFS}`);
  const { blocks, bsize } = statfsSync(TMPFS);
  const size = blocks * bsize;
  const budget = memoryBudget(null);
  if (size <= DOCKER_SHM_BYTES) {
    return warning(
      "memory store",
      `${TMPFS} has ${formatBytes(size)}, as Docker gives it; matrices go to disk`,
      "docker run --shm-size=8g (or as much as matrices need)",
    );
  }
  const found = `${formatBytes(budget)} of ${TMPFS} (${formatBytes(size)})`;
  if (budget >= LITTLE_BYTES) return ok("memory store", found);
  return warning(
    "memory store",
    `${found}; larger matrices work from disk, slower`,
    "free memory, or enlarge it: mount -o remount,size=80% /dev/shm",
  );
}

function checkDisk(): Finding {
  const directory = stateDirectory();
  const budget = diskBudget(directory);
  const found = `${formatBytes(budget)} at ${directory}`;
  if (budget >= LITTLE_BYTES) return ok("disk store", found);
  const mend = "free space, or choose another place: athanor serve --state-dir DIR";
  return budget > 0 ? warning("disk store", found, mend) : missing("disk store", found, mend);
}
