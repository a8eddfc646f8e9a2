import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open, readFile } from "node:fs/promises";
import { basename, isAbsolute, join } from "node:path";
import { AthanorError } from "../wire/errors.js";
import type { SameHostFiles, SameHostOffer } from "../wire/upload.js";

/** The store directory, seen by this process, and the proof of it. */
export interface Sight {
  directory: string;
  proof: string;
}

/** The files cannot be written from here, whatever may be said against the rows: they have to travel. */
export class CannotWrite extends Error {
  constructor(cause: unknown) {
    super("the part's files cannot be written from here", { cause });
  }
}

/** Smaller parts travel: opening, checking and renaming a file takes longer than their rows do. */
export const WORTH_WRITING_BYTES = 1024 * 1024;

/** What createMatrix offers, if it is this host's directory and this user's; null where rows have to travel. */
export async function sightOf(offer: SameHostOffer | undefined): Promise<Sight | null> {
  // Windows has no such flag, and no bridge.
  if (offer === undefined || constants.O_NOFOLLOW === undefined) return null;
  const text = await readFile(join(offer.directory, basename(offer.probe))).catch(() => null);
  if (text === null || createHash("sha256").update(text).digest("hex") !== offer.sha256) return null;
  return { directory: offer.directory, proof: text.toString() };
}

/** The files of one attempt, of the store's making, overwritten from their start. Every method throws CannotWrite. */
export class HostFiles {
  private readonly positions = new Map<FileHandle, number>();

  private constructor(
    private readonly rows: FileHandle,
    private readonly index: FileHandle | null,
  ) {}

  static async open(directory: string, { path, indexPath }: SameHostFiles): Promise<HostFiles> {
    const rows = await openFile(directory, path);
    try {
      return new HostFiles(rows, indexPath === null ? null : await openFile(directory, indexPath));
    } catch (error) {
      await rows.close();
      throw error;
    }
  }

  /** Resolves when the rows are written; their bytes and indices must not change until then. */
  async append(values: Uint8Array, indices: BigInt64Array | null): Promise<void> {
    await this.write(this.rows, values);
    if (indices !== null) {
      await this.write(this.index!, new Uint8Array(indices.buffer, indices.byteOffset, indices.byteLength));
    }
  }

  /** Cuts the files to what was written and closes them. */
  async finish(): Promise<void> {
    for (const handle of this.handles) await handle.truncate(this.positions.get(handle) ?? 0).catch(cannotWrite);
    await this.close();
  }

  /** Twice is fine. */
  async close(): Promise<void> {
    for (const handle of this.handles) await handle.close().catch(() => undefined);
  }

  private get handles(): FileHandle[] {
    return this.index === null ? [this.rows] : [this.rows, this.index];
  }

  private async write(handle: FileHandle, bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const position = this.positions.get(handle) ?? 0;
      // It may be cut short.
      const { bytesWritten } = await handle.write(bytes, at, bytes.length - at, position).catch(cannotWrite);
      this.positions.set(handle, position + bytesWritten);
      at += bytesWritten;
    }
  }
}

async function openFile(directory: string, path: string): Promise<FileHandle> {
  if (isAbsolute(path) || path.split("/").includes("..")) {
    throw new AthanorError("ATHANOR_INTERNAL", `the bridge named ${path}, which is not in its store directory`);
  }
  return open(join(directory, path), constants.O_WRONLY | constants.O_NOFOLLOW).catch(cannotWrite);
}

function cannotWrite(cause: unknown): never {
  throw new CannotWrite(cause);
}
