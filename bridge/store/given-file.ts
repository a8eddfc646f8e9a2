import { constants, type Stats } from "node:fs";
import { type FileHandle, lstat, rename, rm } from "node:fs/promises";
import { AthanorError } from "athanor-client/wire";
import type { Tier } from "../common/capability-types.js";
import type { StoreDirectories } from "./directories.js";
import { openNew, type SpareUse } from "./new-file.js";
import type { FileNames } from "./part-names.js";
import { digestFile, takeHugePages, unmapPages } from "./transfer-addon.js";
import { grouped } from "./wording.js";

/**
 * A file that a client on this host writes. The store makes it and keeps it open, so that what it checks at the end is
 * the file that it made, whatever the name may lead to by then.
 */
export class GivenFile {
  private constructor(
    private readonly directories: StoreDirectories,
    private readonly tier: Tier,
    readonly names: FileNames,
    private readonly handle: FileHandle,
  ) {}

  static async create(
    directories: StoreDirectories,
    tier: Tier,
    names: FileNames,
    spare: SpareUse | null,
  ): Promise<GivenFile> {
    const { handle, pages } = await openNew(directories.absolute(tier, names.unfinished), spare);
    unmapPages(pages);
    return new GivenFile(directories, tier, names, handle);
  }

  /** @throws AthanorError ATHANOR_PERMISSION_DENIED (another file), ATHANOR_INCOMPLETE_STREAM (another size) */
  async check(bytes: number): Promise<void> {
    const own = await this.handle.stat();
    const named = await lstat(this.directories.absolute(this.tier, this.names.unfinished));
    if (!isSame(own, named)) {
      const text = `${this.names.unfinished} is no longer the file that the store made; write into it, and leave its name alone`;
      throw new AthanorError("ATHANOR_PERMISSION_DENIED", text);
    }
    if (own.size === bytes) return;
    const text = `${this.names.unfinished} has ${grouped(own.size)} bytes, its rows have ${grouped(bytes)}; cut it to that size and send the part again`;
    throw new AthanorError("ATHANOR_INCOMPLETE_STREAM", text);
  }

  /** More room, up to `to` bytes, for the writer, who keeps to `from` until it is told. */
  async prepare(from: number, to: number): Promise<void> {
    unmapPages(await takeHugePages(this.handle, from, to));
  }

  /** The crc32 of its first `bytes`, taken on from `sofar`. */
  digest(bytes: number, sofar: number): Promise<number> {
    return digestFile(this.handle, bytes, sofar);
  }

  /** Gives the file its final name. */
  async commit(): Promise<string> {
    await this.handle.close();
    const absolute = (path: string): string => this.directories.absolute(this.tier, path);
    await rename(absolute(this.names.unfinished), absolute(this.names.final));
    return this.names.final;
  }

  /** Deletes the file, under either name. Its pages are not used again: its writer may still be at it. */
  async discard(): Promise<void> {
    await this.handle.close().catch(() => undefined);
    for (const path of [this.names.unfinished, this.names.final]) {
      await rm(this.directories.absolute(this.tier, path), { force: true });
    }
  }
}

/** A second name would be a way to the file that nobody closes. */
function isSame(own: Stats, named: Stats): boolean {
  const isPlain = (named.mode & constants.S_IFMT) === constants.S_IFREG && named.nlink === 1;
  return isPlain && own.dev === named.dev && own.ino === named.ino && own.uid === (process.getuid?.() ?? own.uid);
}
