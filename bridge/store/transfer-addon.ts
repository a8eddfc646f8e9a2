import { writeSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { getSystemErrorName } from "node:util";
import { crc32 } from "node:zlib";
import { AthanorError } from "athanor-client/wire";
import { loadTransfer } from "../../native-libs/load.js";
import type { Pages, TransferAddon } from "../../native-libs/transfer.js";

/** Linux takes this many pieces in one writev. */
const MAX_PIECES = 1024;
/** What is read at a time to be digested. */
const STRETCH_BYTES = 256 * 1024;
/** What a thread of the pool digests in one go: it has other work, and a process that ends waits for it. */
const TURN_BYTES = 64 * 1024 * 1024;

/** Writes the pieces one after another at `position` and takes their crc32 on from `digest`. */
type DigestWrite = (
  handle: FileHandle,
  pieces: readonly Uint8Array[],
  position: number,
  digest: number,
) => Promise<number>;

/** The same for one piece and before it returns. @param pages of the file, if it has some that are mapped */
type DigestWriteNow = (fd: number, piece: Uint8Array, position: number, digest: number, pages: Pages | null) => number;

/** Takes the crc32 of a file's first `bytes`, or of as many as it has, on from `digest`. */
type DigestFile = (handle: FileHandle, bytes: number, digest: number) => Promise<number>;

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

/** @throws what the write failed with, such as ENOSPC */
export const digestWriteNow: DigestWriteNow = transfer === null ? digestWriteNowByNode : digestWriteNowByAddon;

/** @throws what the reading failed with, such as EIO */
export const digestFile: DigestFile = transfer === null ? digestFileByNode : digestFileByAddon;

/** Frees a buffer's memory, of which nobody has a view that is still needed. */
export function freeNow(buffer: ArrayBufferLike): void {
  transfer?.freeNow(buffer);
}

/**
 * Gives a file in memory large pages from `from` to `to`, where there are any; it may then be as long as that. Before `from` it may
 * be written meanwhile.
 * @returns some of them, to be written through and given to `unmapPages`; null: none
 */
export async function takeHugePages(handle: FileHandle, from: number, to: number): Promise<Pages | null> {
  return (await transfer?.hugePages(handle.fd, from, to)) ?? null;
}

export function unmapPages(pages: Pages | null): void {
  if (pages !== null) transfer?.unmapPages(pages);
}

async function digestWriteByAddon(...[handle, pieces, position, digest]: Parameters<DigestWrite>): Promise<number> {
  return checked(await transfer!.digestWrite(handle.fd, pieces, position, digest), "written");
}

function digestWriteNowByAddon(...[fd, piece, position, digest, pages]: Parameters<DigestWriteNow>): number {
  return checked(transfer!.digestWriteNow(fd, piece, position, digest, pages), "written");
}

async function digestFileByAddon(...[handle, bytes, digest]: Parameters<DigestFile>): Promise<number> {
  for (let at = 0; at < bytes; at += TURN_BYTES) {
    const turn = Math.min(TURN_BYTES, bytes - at);
    digest = checked(await transfer!.digestFile(handle.fd, at, turn, digest), "read");
  }
  return digest;
}

function checked(outcome: number, verb: "written" | "read"): number {
  if (outcome >= 0) return outcome;
  const code = getSystemErrorName(outcome);
  throw Object.assign(new Error(`${code}: a part file could not be ${verb}`), { code });
}

/** As the addon does, exported for the tests. */
export function digestWriteNowByNode(...[fd, piece, position, digest]: Parameters<DigestWriteNow>): number {
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

/** As the addon does, exported for the tests. */
export async function digestFileByNode(...[handle, bytes, digest]: Parameters<DigestFile>): Promise<number> {
  const stretch = Buffer.allocUnsafeSlow(STRETCH_BYTES);
  for (let at = 0; at < bytes; ) {
    const { bytesRead } = await handle.read(stretch, 0, Math.min(STRETCH_BYTES, bytes - at), at);
    if (bytesRead === 0) break;
    digest = crc32(stretch.subarray(0, bytesRead), digest);
    at += bytesRead;
  }
  return digest;
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
