import { existsSync, lstatSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isOwnDirectory, namePrefix, runBase } from "./directories.js";

/** A bridge makes its run directory before it locks its catalog; younger ones are left alone. */
const defaultMinAgeMs = 30_000;

export interface SweepOptions {
  /** Whether a live process holds this catalog (isOwned of bridge/catalog/database.ts). */
  isOwned(catalogPath: string): boolean;
  minAgeMs?: number;
  /** Where to look; the defaults are where bridges make their directories. */
  bases?: string[];
}

/**
 * Deletes the directories of this user's embedded bridges that were killed: those whose catalog nobody holds, and
 * their disk twins. Those of `serve` stay: they hold matrices. Follows no symbolic link.
 * @returns the deleted paths
 */
export function sweepAbandoned(options: SweepOptions): string[] {
  const bases = options.bases ?? [...new Set([runBase(), "/dev/shm", tmpdir()])];
  const found = bases.flatMap((base) => embeddedIn(base));
  const isInUse = (name: string): boolean =>
    found.some((path) => path.endsWith(`/${name}`) && options.isOwned(join(path, "catalog.sqlite")));
  const deleted: string[] = [];
  for (const path of found) {
    const name = path.slice(path.lastIndexOf("/") + 1).replace(/-disk$/, "");
    if (!isOldEnough(path, options.minAgeMs ?? defaultMinAgeMs) || isInUse(name)) continue;
    if (remove(path)) deleted.push(path);
  }
  return deleted;
}

function embeddedIn(base: string): string[] {
  if (!existsSync(base)) return [];
  const pattern = new RegExp(`^${namePrefix("e")}[A-Za-z0-9_-]{12}(-disk)?$`);
  return readdirSync(base)
    .filter((name) => pattern.test(name))
    .map((name) => join(base, name))
    .filter(isOwnDirectory);
}

function isOldEnough(path: string, minAgeMs: number): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found !== undefined && Date.now() - found.mtimeMs >= minAgeMs;
}

/** Another bridge may be sweeping too, or the file system refuse: the next start tries again, this one goes on. */
function remove(path: string): boolean {
  try {
    rmSync(path, { recursive: true, force: true });
    return true;
  } catch {
    return false;
  }
}
