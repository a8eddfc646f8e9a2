import { createHash, randomBytes } from "node:crypto";
import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { AthanorError } from "athanor-client/wire";
import type { Tier } from "../common/capability-types.js";
import { AppendFile } from "./append-file.js";
import type { StoreDirectories } from "./directories.js";
import type { AttemptKey } from "./leash-requests.js";
import { grouped } from "./wording.js";

/** A whole attempt on the file system. Paths are relative to the tier's directory. */
export interface WrittenPart {
  path: string;
  /** null when rows bring no index. */
  indexPath: string | null;
  /** Both files together. */
  bytes: number;
  /** Of the rows file's bytes, then the index file's. */
  crc32: number;
}

/** Bytes that may be received and not yet written, per attempt. */
const maxBytesInFlight = 16 * 1024 * 1024;

/** Ends the name of a file that a store is still writing: what a killed store left is found by it. */
export function unfinishedSuffix(storeIndex: number): string {
  return `.store-${storeIndex}.unfinished`;
}

/** The files of one attempt while they are written: `<part>.<hash of the attempt>.<random>.rows`, and `.idx`. */
export class PartFiles {
  private digest = 0;

  private constructor(
    private readonly directories: StoreDirectories,
    private readonly tier: Tier,
    /** Tier-relative, without extension. */
    private readonly stem: string,
    private readonly rows: AppendFile,
    private readonly index: AppendFile | null,
  ) {}

  static async create(
    directories: StoreDirectories,
    tier: Tier,
    key: AttemptKey,
    options: { indexed: boolean; storeIndex: number },
  ): Promise<PartFiles> {
    const folder = await directories.makeMatrixFolder(tier, key.matrixId);
    // The attempt is the client's word: hashed, so that it can never be a path.
    const attempt = createHash("sha256").update(key.attempt).digest("hex").slice(0, 16);
    const stem = join(folder, `${key.part}.${attempt}.${randomBytes(8).toString("hex")}`);
    const unfinished = unfinishedSuffix(options.storeIndex);
    const rows = await AppendFile.create(directories.absolute(tier, `${stem}.rows${unfinished}`));
    try {
      const index = options.indexed
        ? await AppendFile.create(directories.absolute(tier, `${stem}.idx${unfinished}`))
        : null;
      return new PartFiles(directories, tier, stem, rows, index);
    } catch (error) {
      await rows.discard();
      throw error;
    }
  }

  /** Bytes appended to both files. */
  get bytes(): number {
    return this.rows.bytes + (this.index?.bytes ?? 0);
  }

  /** Takes rows (row-major, in as many pieces as they came) and their int64 indices; resolves when there is room for more. */
  async append(rows: readonly Uint8Array[], indices: Uint8Array | null): Promise<void> {
    this.rows.append(rows);
    if (indices) this.index!.append([indices]);
    // The write runs in another thread by now, the digest in this one.
    for (const piece of rows) this.digest = crc32(piece, this.digest);
    await this.guard(async () => {
      await this.rows.written(maxBytesInFlight);
      await this.index?.written(maxBytesInFlight);
    });
  }

  /** Waits for the last bytes and gives the files their final names. */
  async commit(): Promise<WrittenPart> {
    return this.guard(async () => {
      const bytes = this.bytes;
      await this.rows.written();
      if (this.index) for await (const chunk of this.index.read()) this.digest = crc32(chunk, this.digest);
      const path = `${this.stem}.rows`;
      const indexPath = this.index ? `${this.stem}.idx` : null;
      await this.rows.commit(this.directories.absolute(this.tier, path));
      if (indexPath) await this.index?.commit(this.directories.absolute(this.tier, indexPath));
      return { path, indexPath, bytes, crc32: this.digest };
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
      throw await this.worded(error);
    }
  }

  private async worded(error: unknown): Promise<unknown> {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") {
      const text = "the matrix was sealed, aborted or dropped while this part was sent";
      return new AthanorError("ATHANOR_MATRIX_DROPPED", text, { cause: error });
    }
    if (code !== "ENOSPC" && code !== "EDQUOT" && code !== "EFBIG") return error;
    const usage = await statfs(this.directories.root(this.tier)).catch(() => null);
    const totalBytes = usage ? usage.blocks * usage.bsize : 0;
    const usedBytes = usage ? (usage.blocks - usage.bfree) * usage.bsize : 0;
    const text = `the file system of the ${this.tier} store is full: this attempt has ${grouped(this.bytes)} bytes so far, ${grouped(usedBytes)} of ${grouped(totalBytes)} are used; drop matrices, or give the store more room`;
    return new AthanorError("ATHANOR_STORE_FULL", text, {
      cause: error,
      details: { wantedBytes: this.bytes, usedBytes, totalBytes },
    });
  }
}
