import { randomBytes } from "node:crypto";

/**
 * Spare files: files of dropped matrices in a folder of the memory tier, whose pages are there already. The bridge
 * puts them there and counts them as free; a store takes one by renaming it. The size is in the name, so that nobody
 * need look at the files.
 */
export const SPARE_FOLDER = "spare";

/** Smaller files are not worth keeping. */
export const smallestSpareBytes = 1024 * 1024;

export function spareName(bytes: number): string {
  return `${bytes}.${randomBytes(8).toString("hex")}`;
}

/** null: not the name of a spare file. */
export function spareBytes(name: string): number | null {
  const bytes = /^(\d+)\.[0-9a-f]{16}$/.exec(name)?.[1];
  return bytes === undefined ? null : Number(bytes);
}
