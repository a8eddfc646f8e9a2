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

export interface CatalogOptions {
  /** Where catalog.sqlite is or will be; the catalog becomes the owner of this directory. */
  directory: string;
  /** The store directories, absolute. They may be on different file systems, and each holds `m/` and `jobs/`. */
  stores: Record<Tier, string>;
  budgets: Record<Tier, number>;
  /** Of matrices whose creator said nothing; null: never. */
  defaultTtlMs: number | null;
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
    const files = new PartFiles(options.stores);
    const leases = new Leases(options.now ?? Date.now);
    const shelf = new Shelf(new MatrixTable(database), files, new Admission(options.budgets), leases);
    const recovery = recover(shelf);
    const matrices = new Matrices(shelf, options.defaultTtlMs);
    const jobs = new JobRecords(database, { onError });
    const sweep = (): void => guarded(() => matrices.sweep(), onError);
    const timer = setInterval(sweep, options.sweepIntervalMs ?? defaultSweepIntervalMs).unref();
    const close = async (): Promise<void> => {
      if (!database.open) return;
      clearInterval(timer);
      jobs.close();
      matrices.writeUses();
      await files.settled();
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
