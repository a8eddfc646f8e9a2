import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { Pages } from "../../native-libs/transfer.js";
import { takeSpare } from "./spare-file.js";
import { takeHugePages } from "./transfer-addon.js";

/** What a new file may have before anything is written: a spare file's pages, or large ones. */
export interface SpareUse {
  /** Of the tier. */
  root: string;
  /** So much is reserved for the file: a larger spare file is cut to it. */
  allowedBytes: number;
}

export interface NewFile {
  handle: FileHandle;
  /** Large pages of it, mapped, which its owner unmaps; null: none. */
  pages: Pages | null;
}

/**
 * A file to write an attempt's bytes into, mode 0600: a new one, or a spare one. What is in it is to be overwritten, and
 * what is not, cut off: it may be as long as is allowed.
 * @param path absolute; a file that has this name is an error @param spare null: it is new and empty
 */
export async function openNew(path: string, spare: SpareUse | null): Promise<NewFile> {
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  if (spare === null) return { handle: await open(path, flags, 0o600), pages: null };
  const taken = await takeSpare(spare.root, spare.allowedBytes, path);
  if (taken !== null && taken.bytes > spare.allowedBytes) await taken.handle.truncate(spare.allowedBytes);
  const handle = taken?.handle ?? (await open(path, flags, 0o600));
  return { handle, pages: await takeHugePages(handle, 0, spare.allowedBytes) };
}
