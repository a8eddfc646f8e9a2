import { writeSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { getSystemErrorName } from "node:util";
import { crc32 } from "node:zlib";
import { AthanorError } from "athanor-client/wire";
import { loadTransfer } from "../../native-libs/load.js";
import type { TransferAddon } from "../../native-libs/transfer.js";

/** Linux takes this many pieces in one writev. */
const MAX_PIECES = 1024;

/** Writes the pieces one after another at `position` and takes their crc32 on from `digest`. */
type DigestWrite = (
  handle: FileHandle,
  pieces: readonly Uint8Array[],
  position: number,
  digest: number,
) => Promise<number>;

let transfer: TransferAddon | null = null;
/** Why there is no addon; null: there is. */
export let addonMissing: AthanorError | null = null;
try {
  transfer = loadTransfer();
} catch (error) {
  addonMissing = AthanorError.from(error);
}

/** By the stores' addon, whose crc32 takes a fifth of the time of Node's; where it was not built, by Node itself. */
export const digestWrite: DigestWrite = transfer === null ? digestWriteByNode : digestWriteByAddon;

/** The same for one piece and before it returns. @throws what the write failed with, such as ENOSPC */
export const digestWriteNow = transfer === null ? digestWriteNowByNode : digestWriteNowByAddon;

/** Frees a buffer's memory, of which nobody has a view that is still needed. */
export function freeNow(buffer: ArrayBufferLike): void {
  transfer?.freeNow(buffer);
}

/** Gives the first `bytes` of a file in memory large pages, where there are any; it may then be as long as that. */
export async function takeHugePages(handle: FileHandle, bytes: number): Promise<void> {
  await transfer?.hugePages(handle.fd, bytes);
}

async function digestWriteByAddon(...[handle, pieces, position, digest]: Parameters<DigestWrite>): Promise<number> {
  return checked(await transfer!.digestWrite(handle.fd, pieces, position, digest));
}

function digestWriteNowByAddon(fd: number, piece: Uint8Array, position: number, digest: number): number {
  return checked(transfer!.digestWriteNow(fd, piece, position, digest));
}

function checked(outcome: number): number {
  if (outcome >= 0) return outcome;
  const code = getSystemErrorName(outcome);
  throw Object.assign(new Error(`${code}: a part file could not be written`), { code });
}

/** As the addon does, exported for the tests. */
export function digestWriteNowByNode(fd: number, piece: Uint8Array, position: number, digest: number): number {
  for (let at = 0; at < piece.length; ) at += writeSync(fd, piece, at, piece.length - at, position + at);
  return crc32(piece, digest);
}

/** As the addon does, exported for the tests. */
export async function digestWriteByNode(...args: Parameters<DigestWrite>): Promise<number> {
  const [handle, pieces, position, digest] = args;
  // The write runs in another thread by now, the digest in this one.
  const written = writeAll(handle, pieces, position);
  const taken = pieces.reduce((sofar, piece) => crc32(piece, sofar), digest);
  await written;
  return taken;
}

async function writeAll(handle: FileHandle, pieces: readonly Uint8Array[], position: number): Promise<void> {
  let left = [...pieces];
  while (left.length > 0) {
    const { bytesWritten } = await handle.writev(left.slice(0, MAX_PIECES), position);
    position += bytesWritten;
    left = after(left, bytesWritten);
  }
}

/** What is left of the pieces after their first `bytes`: a write may be cut short. */
function after(pieces: Uint8Array[], bytes: number): Uint8Array[] {
  let at = 0;
  while (at < pieces.length && bytes >= pieces[at]!.length) bytes -= pieces[at++]!.length;
  if (at === pieces.length) return [];
  return [pieces[at]!.subarray(bytes), ...pieces.slice(at + 1)];
}
