import { crc32 } from "node:zlib";
import type { Tier } from "../common/capability-types.js";
import { AppendFile } from "./append-file.js";
import type { WrittenPart } from "./attempt-record.js";
import type { StoreDirectories } from "./directories.js";
import type { AttemptKey } from "./leash-requests.js";
import { openPair } from "./open-pair.js";
import { namePart, type PartNames } from "./part-names.js";
import { writeFailure } from "./write-failure.js";

/** Bytes that may be received and not yet written, per attempt. */
const maxBytesInFlight = 16 * 1024 * 1024;

/** The files of one attempt while they are written. */
export class PartFiles {
  private constructor(
    private readonly directories: StoreDirectories,
    private readonly tier: Tier,
    private readonly names: PartNames,
    private readonly rows: AppendFile,
    private readonly index: AppendFile | null,
  ) {}

  /** @param options.allowedBytes how many the rows may have at their start, from a spare file or new; 0: none */
  static async create(
    directories: StoreDirectories,
    tier: Tier,
    key: AttemptKey,
    options: { indexed: boolean; storeIndex: number; allowedBytes: number },
  ): Promise<PartFiles> {
    const names = await namePart(directories, tier, key, options);
    const spareUse = { root: directories.root(tier), allowedBytes: options.allowedBytes };
    const { rows, index } = await openPair(names, spareUse, ({ unfinished }, spare) =>
      AppendFile.create(directories.absolute(tier, unfinished), spare),
    );
    return new PartFiles(directories, tier, names, rows, index);
  }

  /** More room for rows, of which at most `from` bytes are appended so far. */
  prepare(from: number, to: number): Promise<void> {
    return this.rows.prepare(from, to);
  }

  /** Bytes appended to both files. */
  get bytes(): number {
    return this.rows.bytes + (this.index?.bytes ?? 0);
  }

  /** Takes rows (row-major, in as many pieces as they came) and their int64 indices; resolves when there is room for more. */
  async append(rows: readonly Uint8Array[], indices: Uint8Array | null): Promise<void> {
    this.rows.append(rows);
    if (indices) this.index!.append([indices]);
    await this.guard(async () => {
      await this.rows.written(maxBytesInFlight);
      await this.index?.written(maxBytesInFlight);
    });
  }

  /** True while nothing waits to be written. */
  get idle(): boolean {
    return this.rows.idle;
  }

  /** Takes a piece of rows and writes it before it returns; a failure is kept for `written`. The files have no indices. */
  appendNow(piece: Uint8Array): void {
    this.rows.appendNow(piece);
  }

  /** Resolves when everything is written. */
  async written(): Promise<void> {
    await this.guard(() => this.rows.written());
  }

  /** Waits for the last bytes and gives the files their final names. */
  async commit(): Promise<WrittenPart> {
    return this.guard(async () => {
      const bytes = this.bytes;
      await this.rows.written();
      let digest = this.rows.crc32;
      if (this.index) for await (const chunk of this.index.read()) digest = crc32(chunk, digest);
      const path = this.names.rows.final;
      const indexPath = this.names.index?.final ?? null;
      await this.rows.commit(this.directories.absolute(this.tier, path));
      if (indexPath) await this.index?.commit(this.directories.absolute(this.tier, indexPath));
      return { path, indexPath, bytes, crc32: digest };
    });
  }

  /** Deletes the files, final names included. */
  async discard(): Promise<void> {
    await Promise.all([this.rows.discard(), this.index?.discard()]);
  }

  private async guard<Value>(write: () => Promise<Value>): Promise<Value> {
    try {
      return await write();
    } catch (error) {
      throw await writeFailure(error, this.directories, this.tier, this.bytes);
    }
  }
}
