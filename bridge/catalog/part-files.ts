import { randomBytes } from "node:crypto";
import { chmodSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join, normalize } from "node:path";
import { AthanorError } from "athanor-client/wire";
import type { Tier } from "../common/capability-types.js";
import { indexBytes, rowBytes } from "./sizes.js";
import type { SpareFiles } from "./spare-files.js";
import type { AttemptRecord, MatrixRecord, OutputCommit, PartRecord } from "./types.js";

/** Folder of the matrices in a tier, and of the jobs' private files. */
const matricesFolder = "m";
const jobsFolder = "jobs";

type Format = Pick<MatrixRecord, "id" | "cols" | "dtype" | "tier">;

/** The files in both store directories. Knows paths, sizes and modes, and nothing of states. */
export class PartFiles {
  readonly #deletions = new Set<Promise<void>>();

  constructor(
    readonly roots: Readonly<Record<Tier, string>>,
    private readonly spares: SpareFiles,
  ) {
    for (const root of Object.values(roots)) {
      for (const folder of [matricesFolder, jobsFolder])
        mkdirSync(join(root, folder), { recursive: true, mode: 0o700 });
    }
  }

  absolute(tier: Tier, path: string): string {
    return join(this.roots[tier], path);
  }

  makeMatrixFolder(tier: Tier, matrixId: string): void {
    mkdirSync(this.#matrixFolder(tier, matrixId), { recursive: true, mode: 0o700 });
  }

  makeJobFolder(tier: Tier, jobId: string): string {
    const folder = join(this.roots[tier], jobsFolder, jobId);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { mode: 0o700 });
    return folder;
  }

  removeJobFolder(tier: Tier, jobId: string): void {
    this.#remove(join(this.roots[tier], jobsFolder, jobId));
  }

  /** In the background: freeing gigabytes of tmpfs takes a while. Some of the files may be kept as spare ones. */
  removeMatrix(tier: Tier, matrixId: string): void {
    this.#remove(this.#matrixFolder(tier, matrixId), (doomed) => {
      if (tier === "memory") this.spares.keepFrom(doomed);
    });
  }

  /** Removes a file that a store wrote for this matrix; a path that leads elsewhere is left alone. */
  removeAttempt(tier: Tier, attempt: Pick<AttemptRecord, "matrixId" | "path" | "indexPath">): void {
    for (const path of [attempt.path, attempt.indexPath]) {
      if (path !== null && isInside(path, attempt.matrixId)) this.#remove(this.absolute(tier, path));
    }
  }

  /** Deletes whatever is in the matrix's folder but the files of these parts. */
  keepOnly(tier: Tier, matrixId: string, parts: Pick<PartRecord, "path" | "indexPath">[]): void {
    const kept = new Set(parts.flatMap(({ path, indexPath }) => [path, indexPath]));
    for (const file of namesIn(this.#matrixFolder(tier, matrixId))) {
      const path = join(matricesFolder, matrixId, file);
      if (!kept.has(path)) this.#remove(this.absolute(tier, path));
    }
  }

  /** Deletes matrices that `isKnown` does not know, and all private files of jobs: those of a bridge that is gone. */
  sweep(isKnown: (tier: Tier, matrixId: string) => boolean): void {
    for (const tier of ["memory", "disk"] as const) {
      for (const id of namesIn(join(this.roots[tier], matricesFolder))) {
        if (!isKnown(tier, id)) this.removeMatrix(tier, id);
      }
      for (const id of namesIn(join(this.roots[tier], jobsFolder))) this.removeJobFolder(tier, id);
    }
  }

  /** What is wrong with the files of a part: missing, or of a size that its rows do not have. null: nothing. */
  fault(format: Format, part: Pick<PartRecord, "path" | "indexPath" | "rows">): string | null {
    const files = [{ path: part.path, bytes: rowBytes(format, part.rows) }];
    if (part.indexPath !== null) files.push({ path: part.indexPath, bytes: indexBytes(part.rows) });
    for (const { path, bytes } of files) {
      if (!isInside(path, format.id)) return `${path} is not a file of ${format.id}`;
      const found = sizeOf(this.absolute(format.tier, path));
      if (found === null) return `${path} is missing`;
      if (found !== bytes) return `${path} has ${found} bytes instead of ${bytes}`;
    }
    return null;
  }

  /** From here on not even its writer opens it for writing. */
  protect(tier: Tier, part: Pick<PartRecord, "path" | "indexPath">): void {
    for (const path of [part.path, part.indexPath]) if (path !== null) chmodSync(this.absolute(tier, path), 0o400);
  }

  /** Moves what the ranks wrote into the matrix's folder; a rank without rows gives no part. */
  adopt(matrix: Format, files: OutputCommit["files"]): (PartRecord & { crc32: number })[] {
    this.makeMatrixFolder(matrix.tier, matrix.id);
    const filled = files.filter(({ rows }) => rows > 0);
    return filled.map(({ path, indexPath, rows, bytes, crc32 }, part) => {
      const to = join(matricesFolder, matrix.id, `${part}.rows`);
      const indexTo = indexPath === null ? null : join(matricesFolder, matrix.id, `${part}.idx`);
      renameSync(path, this.absolute(matrix.tier, to));
      if (indexPath !== null) renameSync(indexPath, this.absolute(matrix.tier, indexTo!));
      const adopted = { part, path: to, indexPath: indexTo, rows, bytes, crc32 };
      const fault = this.fault(matrix, adopted);
      if (fault !== null)
        throw new AthanorError("ATHANOR_KERNEL_FAILED", `an output is not what was announced: ${fault}`);
      this.protect(matrix.tier, adopted);
      return adopted;
    });
  }

  /** Resolves when what was to be deleted is gone. */
  async settled(): Promise<void> {
    while (this.#deletions.size > 0) await Promise.all(this.#deletions);
  }

  #matrixFolder(tier: Tier, matrixId: string): string {
    return join(this.roots[tier], matricesFolder, matrixId);
  }

  /** Never follows a symbolic link. A file that cannot be deleted is swept at the next start. */
  /** The name is free at once, for a second run of a job say; a crash leaves a name that the next sweep does not know. */
  #remove(path: string, before: (doomed: string) => void = () => {}): void {
    const doomed = `${path}.${randomBytes(6).toString("hex")}.gone`;
    try {
      renameSync(path, doomed);
    } catch {
      return;
    }
    before(doomed);
    const deletion = rm(doomed, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
      .catch(() => {})
      .finally(() => this.#deletions.delete(deletion));
    this.#deletions.add(deletion);
  }
}

function isInside(path: string, matrixId: string): boolean {
  return normalize(path) === path && path.startsWith(`${matricesFolder}/${matrixId}/`);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function sizeOf(path: string): number | null {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? found.size : null;
}
