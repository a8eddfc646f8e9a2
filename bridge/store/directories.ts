import { mkdir, readdir, rm } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import { AthanorError } from "athanor-client/wire";
import type { Tier } from "../common/capability-types.js";

/** Folder of a tier under which each matrix has its own. */
const MATRICES = "m";

/** The two store directories of this host, shared with its other stores. */
export class StoreDirectories {
  constructor(private readonly roots: { memory: string | null; disk: string }) {}

  /** @throws AthanorError ATHANOR_INTERNAL when this host has no such tier */
  root(tier: Tier): string {
    const root = this.roots[tier];
    if (root === null || root === undefined) {
      throw new AthanorError("ATHANOR_INTERNAL", `this store has no ${tier} directory, and a capability names it`);
    }
    return root;
  }

  /** Absolute path of a tier-relative one, which is never followed out of the tier's directory. */
  absolute(tier: Tier, path: string): string {
    const root = resolve(this.root(tier));
    const absolute = resolve(root, path);
    if (absolute.startsWith(root + sep)) return absolute;
    throw new AthanorError("ATHANOR_INTERNAL", `${path} is not in the ${tier} directory`);
  }

  /** Makes the matrix's folder and returns its tier-relative path. The tier's own directory is not made: it is the bridge's. */
  async makeMatrixFolder(tier: Tier, matrixId: string): Promise<string> {
    if (!/^[\w-]{1,128}$/.test(matrixId)) {
      throw new AthanorError("ATHANOR_INTERNAL", "a capability's matrix id is not a plain name");
    }
    for (const folder of [MATRICES, join(MATRICES, matrixId)]) {
      await mkdir(join(this.root(tier), folder), { mode: 0o700 }).catch(unlessExists);
    }
    return join(MATRICES, matrixId);
  }

  /** Deletes what a killed predecessor was writing: files that end in its suffix. */
  async sweep(suffix: string): Promise<void> {
    for (const root of [this.roots.memory, this.roots.disk]) {
      if (root === null) continue;
      const matrices = await readdir(join(root, MATRICES)).catch(() => []);
      for (const matrix of matrices) {
        const folder = join(root, MATRICES, matrix);
        const files = await readdir(folder).catch(() => []);
        for (const file of files) if (file.endsWith(suffix)) await rm(join(folder, file), { force: true });
      }
    }
  }
}

function unlessExists(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}
