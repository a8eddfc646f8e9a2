import { constants } from "node:fs";
import { chmod, type FileHandle, open, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { SPARE_FOLDER, smallestSpareBytes, spareBytes } from "../common/spare-files.js";

/** An old file under a new name. Its bytes are those of a matrix that is gone: overwrite them, or cut them off. */
export interface SpareFile {
  handle: FileHandle;
  bytes: number;
}

/**
 * Takes the spare file that fits `wantedBytes` best: the smallest that is large enough, else the largest.
 * @param root of the tier @param path absolute, the file's new name @returns null: there is none, or it is not worth it
 */
export async function takeSpare(root: string, wantedBytes: number, path: string): Promise<SpareFile | null> {
  if (wantedBytes < smallestSpareBytes) return null;
  const folder = join(root, SPARE_FOLDER);
  const names = await readdir(folder).catch(() => []);
  for (const { name, bytes } of bestFirst(names, wantedBytes)) {
    // Another store may have been quicker, and the bridge may have given it back.
    const taken = await rename(join(folder, name), path).then(
      () => true,
      () => false,
    );
    if (!taken) continue;
    await chmod(path, 0o600);
    return { handle: await open(path, constants.O_RDWR | constants.O_NOFOLLOW), bytes };
  }
  return null;
}

function bestFirst(names: string[], wantedBytes: number): { name: string; bytes: number }[] {
  const spares = names.map((name) => ({ name, bytes: spareBytes(name) ?? 0 })).filter(({ bytes }) => bytes > 0);
  const large = spares.filter(({ bytes }) => bytes >= wantedBytes).sort((a, b) => a.bytes - b.bytes);
  const small = spares.filter(({ bytes }) => bytes < wantedBytes).sort((a, b) => b.bytes - a.bytes);
  return [...large, ...small];
}
