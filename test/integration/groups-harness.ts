import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { crc32 } from "node:zlib";
import { type Catalog, openCatalog } from "../../bridge/catalog/catalog.js";
import { createLog } from "../../bridge/common/log.js";
import { fromRoot } from "../../bridge/common/paths.js";
import { ComputeGroupPool, LeashServer, LocalLauncher } from "../../bridge/groups/index.js";
import { identify, isAlive, type ProcessId } from "../../bridge/groups/process-table.js";
import { Jobs } from "../../bridge/jobs/index.js";
import { libraryDirWith } from "../support/example-library.js";

export const user = "ann";
const giB = 2 ** 30;

export interface HarnessOptions {
  ranks?: number;
  groups?: number;
  jobStallTimeoutMs?: number;
  cancelGraceMs?: number;
  stragglerGraceMs?: number;
  workspaceBudgetBytes?: number;
  mpirun?: string;
  silenceMs?: number;
}

/** Real groups (mpirun, Node, addon, example libraries) and jobs on a real catalog; no Flight, no stores. */
export class Harness {
  readonly directory: string;
  readonly catalog: Catalog;
  readonly leash: LeashServer;
  readonly groups: ComputeGroupPool;
  readonly jobs: Jobs;

  private constructor(directory: string, leash: LeashServer, options: HarnessOptions) {
    this.directory = directory;
    this.leash = leash;
    const log = createLog("silent", {});
    const stores = { memory: join(directory, "memory"), disk: join(directory, "disk") };
    for (const store of Object.values(stores)) mkdirSync(store, { recursive: true });
    this.catalog = openCatalog({
      ...{ directory, stores, budgets: { memory: giB, disk: giB } },
      ...{ defaultTtlMs: null, durable: false },
    });
    const entries = { store: fromRoot("dist/bridge/store/main.js"), compute: fromRoot("dist/bridge/compute/main.js") };
    const config = {
      groups: options.groups ?? 1,
      ranksPerGroup: options.ranks ?? 2,
      libraryDir: libraryDirWith("misbehave", "column_means"),
      logLevel: "warn" as const,
      jobStallTimeoutMs: options.jobStallTimeoutMs ?? 30_000,
      cancelGraceMs: options.cancelGraceMs ?? 5_000,
      workspaceBudgetBytes: options.workspaceBudgetBytes ?? giB,
      matrixTtlMs: null,
    };
    const launcher = new LocalLauncher({ runDir: join(directory, "run"), log, entries, mpirun: options.mpirun });
    const { stragglerGraceMs } = options;
    this.groups = new ComputeGroupPool({ config, launcher, leash, log, stragglerGraceMs });
    const { matrices: catalog, jobs: records } = this.catalog;
    this.jobs = new Jobs({ catalog, records, groups: this.groups, config, log });
  }

  static async start(options: HarnessOptions = {}): Promise<Harness> {
    const directory = mkdtempSync(join(tmpdir(), "athanor-groups-"));
    const runDir = join(directory, "run");
    mkdirSync(runDir, { mode: 0o700 });
    const socketPath = join(runDir, "leash.sock");
    const { silenceMs = 15_000 } = options;
    const leash = await LeashServer.start({ socketPath, log: createLog("silent", {}), silenceMs });
    const harness = new Harness(directory, leash, options);
    harness.groups.start();
    return harness;
  }

  /** Seals a matrix of float64 rows that was never streamed: one part per array of rows. */
  async matrix(name: string, cols: number, ...parts: number[][]): Promise<string> {
    const { matrices } = this.catalog;
    const { id, tier } = matrices.create(user, { name, cols, dtype: "float64", parts: parts.length });
    for (const [part, values] of parts.entries()) {
      const bytes = Buffer.from(Float64Array.from(values).buffer);
      const path = `m/${id}/${part}.rows`;
      matrices.reserve(id, part, "1", bytes.length);
      const file = matrices.absolute(tier, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes);
      const rows = values.length / cols;
      const facts = { bytes: bytes.length, crc32: crc32(bytes), path, indexPath: null, declared: true };
      matrices.recordAttempt({ matrixId: id, part, attempt: "1", rows, ...facts });
    }
    return (await matrices.seal(user, { matrix: id })).id;
  }

  /** Processes of the groups as they are now: mpirun and its ranks. */
  processes(): ProcessId[] {
    const pids = this.groups.status().flatMap(({ pids, launcher }) => [...pids, launcher]);
    return pids.flatMap((pid) => (pid === null ? [] : (identify(pid) ?? [])));
  }

  /** Ends everything; resolves to what then still lives of what ran at the call. */
  async close(): Promise<ProcessId[]> {
    const before = this.processes();
    await Promise.all([this.jobs.drain(0), this.groups.close()]);
    await this.leash.close();
    await this.catalog.close();
    rmSync(this.directory, { recursive: true, force: true });
    return before.filter(isAlive);
  }
}

/** Waits until `check` holds; throws after `timeoutMs`. */
export async function until(check: () => boolean, timeoutMs = 10_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!check()) {
    if (Date.now() > end) throw new Error(`not within ${timeoutMs} ms: ${check}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
