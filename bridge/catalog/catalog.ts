import { join } from "node:path";
import type { Tier } from "../common/capability-types.js";
import { Admission } from "./admission.js";
import { closeDatabase, openDatabase } from "./database.js";
import { JobRecords } from "./job-records.js";
import { type Clock, Leases } from "./lease.js";
import { Matrices } from "./matrices.js";
import { MatrixTable } from "./matrix-table.js";
import { PartFiles } from "./part-files.js";
import { type Recovery, recover } from "./recovery.js";
import { Shelf } from "./shelf.js";
import { SpareFiles } from "./spare-files.js";

export interface CatalogOptions {
  /** Where catalog.sqlite is or will be; the catalog becomes the owner of this directory. */
  directory: string;
  /** The store directories, absolute. They may be on different file systems, and each holds `m/` and `jobs/`. */
  stores: Record<Tier, string>;
  budgets: Record<Tier, number>;
  /** Of matrices whose creator said nothing; null: never. */
  defaultTtlMs: number | null;
  /** Part files of dropped matrices that are kept for new ones. Default: none. */
  spare?: { maxBytes: number; idleMs: number };
  /** false for an embedded bridge, whose catalog need not survive a power cut. */
  durable: boolean;
  sweepIntervalMs?: number;
  /** Hears of failures in the background, such as a full disk; what failed is tried again. */
  onError?(error: unknown): void;
  now?: Clock;
}

export interface Catalog {
  matrices: Matrices;
  jobs: JobRecords;
  /** What the start found; jobs that the last bridge left are in jobs.unfinished(). */
  recovery: Recovery;
  /** Writes what is in memory, waits for deletions, and gives the directory up. Twice is harmless. */
  close(): Promise<void>;
}

const defaultSweepIntervalMs = 15_000;

/**
 * Opens the catalog of a directory; call it before any store is started on these store directories.
 * @throws AthanorError ATHANOR_ALREADY_RUNNING while another bridge has it
 */
export function openCatalog(options: CatalogOptions): Catalog {
  const onError = options.onError ?? (() => {});
  const database = openDatabase({ path: join(options.directory, "catalog.sqlite"), durable: options.durable });
  try {
    const now = options.now ?? Date.now;
    const leases = new Leases(now);
    const { maxBytes, idleMs } = options.spare ?? { maxBytes: 0, idleMs: 0 };
    const admission = new Admission(options.budgets, (tier) => tier === "memory" && spares.fit());
    const free = (): number => admission.room("memory");
    const spares = new SpareFiles({ root: options.stores.memory, maxBytes, idleMs, now, free });
    const files = new PartFiles(options.stores, spares);
    const shelf = new Shelf(new MatrixTable(database), files, admission, leases);
    const recovery = recover(shelf);
    const matrices = new Matrices(shelf, options.defaultTtlMs);
    const jobs = new JobRecords(database, { onError });
    const sweep = (): void => {
      guarded(() => matrices.sweep(), onError);
      guarded(() => spares.expire(), onError);
    };
    const timer = setInterval(sweep, options.sweepIntervalMs ?? defaultSweepIntervalMs).unref();
    const close = async (): Promise<void> => {
      if (!database.open) return;
      clearInterval(timer);
      jobs.close();
      matrices.writeUses();
      await Promise.all([files.settled(), spares.close()]);
      closeDatabase(database);
    };
    return { matrices, jobs, recovery, close };
  } catch (error) {
    closeDatabase(database);
    throw error;
  }
}

function guarded(work: () => void, onError: (error: unknown) => void): void {
  try {
    work();
  } catch (error) {
    onError(error);
  }
}
