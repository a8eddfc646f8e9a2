import { lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { SPARE_FOLDER, smallestSpareBytes, spareName } from "../common/spare-files.js";
import type { Clock } from "./lease.js";

export interface SpareOptions {
  /** Directory of the memory tier. */
  root: string;
  /** Never more than this; 0 keeps none. */
  maxBytes: number;
  /** How long a file that nobody takes is kept. */
  idleMs: number;
  now: Clock;
  /** Bytes of the tier that no matrix holds: spare files are part of them. */
  free(): number;
}

/** A file that is not protected, or has another name, may still have a writer. */
const PROTECTED_MODE = 0o400;
/** Of one matrix; what comes beyond is deleted. Moving files is not free, and it is done while the caller waits. */
const mostAtOnce = 256;

/**
 * Keeps the part files of what is dropped, for stores to write new parts into: pages that are there already cost a
 * fraction of new ones. They are nobody's: counted as free, given back when a matrix needs the room or time passes.
 */
export class SpareFiles {
  readonly #folder: string;
  /** By name, oldest first; stores take some without saying so. */
  readonly #kept = new Map<string, { bytes: number; sinceMs: number }>();
  readonly #deletions = new Set<Promise<void>>();

  constructor(private readonly options: SpareOptions) {
    this.#folder = join(options.root, SPARE_FOLDER);
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
  }

  get bytes(): number {
    this.#look();
    return [...this.#kept.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Takes the whole part files out of a folder that is about to be deleted. */
  keepFrom(folder: string): void {
    let room = Math.min(this.options.maxBytes, this.options.free()) - this.bytes;
    for (const file of namesIn(folder).slice(0, mostAtOnce)) {
      if (room < smallestSpareBytes) return;
      const path = join(folder, file);
      const bytes = spareable(path);
      if (bytes === null || bytes > room) continue;
      const name = spareName(bytes);
      renameSync(path, join(this.#folder, name));
      this.#kept.set(name, { bytes, sinceMs: this.options.now() });
      room -= bytes;
    }
  }

  /** Gives back what no longer fits beside the matrices. Call it when they have grown. */
  fit(): void {
    if (this.#kept.size === 0) return;
    let over = this.bytes - Math.max(0, this.options.free());
    for (const [name, { bytes }] of this.#kept) {
      if (over <= 0) return;
      this.#giveBack(name);
      over -= bytes;
    }
  }

  /** Gives back what nobody has taken for long. */
  expire(): void {
    const since = this.options.now() - this.options.idleMs;
    for (const [name, { sinceMs }] of this.#kept) if (sinceMs <= since) this.#giveBack(name);
  }

  /** Gives all back; resolves when they are gone. */
  async close(): Promise<void> {
    for (const name of this.#kept.keys()) this.#giveBack(name);
    await Promise.all(this.#deletions);
  }

  /** Forgets what stores have taken. */
  #look(): void {
    if (this.#kept.size === 0) return;
    const there = new Set(namesIn(this.#folder));
    for (const name of this.#kept.keys()) if (!there.has(name)) this.#kept.delete(name);
  }

  /** In the background, as all deletions; a store that is quicker has it. */
  #giveBack(name: string): void {
    this.#kept.delete(name);
    const deletion = rm(join(this.#folder, name), { force: true })
      .catch(() => {})
      .finally(() => this.#deletions.delete(deletion));
    this.#deletions.add(deletion);
  }
}

/** Bytes of a part file that has its final name and mode, and no writer; null: it is to be deleted. */
function spareable(path: string): number | null {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found?.isFile() || found.nlink !== 1 || (found.mode & 0o777) !== PROTECTED_MODE) return null;
  return path.endsWith(".rows") && found.size >= smallestSpareBytes ? found.size : null;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
