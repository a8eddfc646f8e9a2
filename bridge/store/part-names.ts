import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Tier } from "../common/capability-types.js";
import type { StoreDirectories } from "./directories.js";
import type { AttemptKey } from "./leash-requests.js";

/** The names of one file of an attempt, relative to the tier's directory. */
export interface FileNames {
  unfinished: string;
  final: string;
}

export interface PartNames {
  rows: FileNames;
  /** null when rows bring no index. */
  index: FileNames | null;
}

/** Ends the name of a file that is still being written: what a killed store left is found by it. */
export function unfinishedSuffix(storeIndex: number): string {
  return `.store-${storeIndex}.unfinished`;
}

/** New names `<part>.<hash of the attempt>.<random>.rows`, and `.idx`, in the matrix's folder, which is made. */
export async function namePart(
  directories: StoreDirectories,
  tier: Tier,
  key: AttemptKey,
  options: { indexed: boolean; storeIndex: number },
): Promise<PartNames> {
  const folder = await directories.makeMatrixFolder(tier, key.matrixId);
  // The attempt is the client's word: hashed, so that it can never be a path.
  const attempt = createHash("sha256").update(key.attempt).digest("hex").slice(0, 16);
  const stem = join(folder, `${key.part}.${attempt}.${randomBytes(8).toString("hex")}`);
  const names = (extension: string): FileNames => ({
    unfinished: `${stem}.${extension}${unfinishedSuffix(options.storeIndex)}`,
    final: `${stem}.${extension}`,
  });
  return { rows: names("rows"), index: options.indexed ? names("idx") : null };
}
