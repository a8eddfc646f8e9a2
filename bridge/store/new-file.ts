import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { takeSpare } from "./spare-file.js";

/** What a new file may take over of the spare ones. */
export interface SpareUse {
  /** Of the tier. */
  root: string;
  /** So much is reserved for the file: a larger spare file is cut to it. */
  allowedBytes: number;
}

/**
 * A file to write an attempt's bytes into, mode 0600: a new one, or a spare one whose bytes are to be overwritten.
 * @param path absolute; a file that has this name is an error @param spare null: it is new and empty
 */
export async function openNew(path: string, spare: SpareUse | null): Promise<FileHandle> {
  const taken = spare && (await takeSpare(spare.root, spare.allowedBytes, path));
  if (taken === null) {
    return open(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);
  }
  if (taken.bytes > spare!.allowedBytes) await taken.handle.truncate(spare!.allowedBytes);
  return taken.handle;
}
