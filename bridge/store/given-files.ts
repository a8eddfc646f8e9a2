import type { Tier } from "../common/capability-types.js";
import type { WrittenPart } from "./attempt-record.js";
import type { StoreDirectories } from "./directories.js";
import { GivenFile } from "./given-file.js";
import type { AttemptKey } from "./leash-requests.js";
import { openPair } from "./open-pair.js";
import { namePart } from "./part-names.js";
import { writeFailure } from "./write-failure.js";

/** The files of one attempt that a client on this host writes. */
export class GivenFiles {
  private constructor(
    private readonly directories: StoreDirectories,
    private readonly tier: Tier,
    private readonly rows: GivenFile,
    private readonly index: GivenFile | null,
  ) {}

  /** @param options.allowedBytes how many the rows may have at their start, from a spare file or new; 0: none */
  static async create(
    directories: StoreDirectories,
    tier: Tier,
    key: AttemptKey,
    options: { indexed: boolean; storeIndex: number; allowedBytes: number },
  ): Promise<GivenFiles> {
    const names = await namePart(directories, tier, key, options);
    const spareUse = { root: directories.root(tier), allowedBytes: options.allowedBytes };
    const { rows, index } = await openPair(names, spareUse, (fileNames, spare) =>
      GivenFile.create(directories, tier, fileNames, spare),
    );
    return new GivenFiles(directories, tier, rows, index);
  }

  /** Where to write, relative to the tier's directory. */
  get paths(): { path: string; indexPath: string | null } {
    return { path: this.rows.names.unfinished, indexPath: this.index?.names.unfinished ?? null };
  }

  /** More room for rows, of which there are at most `from` bytes so far. */
  prepare(from: number, to: number): Promise<void> {
    return this.rows.prepare(from, to);
  }

  /** Checks both files and gives them their final names. @param digest null: it has to be taken */
  async commit(rowsBytes: number, indexBytes: number, digest: number | null): Promise<WrittenPart> {
    const bytes = rowsBytes + (this.index ? indexBytes : 0);
    try {
      const crc32 = digest ?? (await this.digest(rowsBytes, indexBytes));
      // Only then: a file that has its size now was digested as a whole.
      await this.rows.check(rowsBytes);
      await this.index?.check(indexBytes);
      return { path: await this.rows.commit(), indexPath: (await this.index?.commit()) ?? null, bytes, crc32 };
    } catch (error) {
      throw await writeFailure(error, this.directories, this.tier, bytes);
    }
  }

  private async digest(rowsBytes: number, indexBytes: number): Promise<number> {
    const ofRows = await this.rows.digest(rowsBytes, 0);
    return (await this.index?.digest(indexBytes, ofRows)) ?? ofRows;
  }

  /** Deletes the files, final names included. */
  async discard(): Promise<void> {
    await Promise.all([this.rows.discard(), this.index?.discard()]);
  }
}
