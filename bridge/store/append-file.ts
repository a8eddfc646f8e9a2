import { type FileHandle, rename, rm } from "node:fs/promises";
import type { Pages } from "../../native-libs/transfer.js";
import { openNew, type SpareUse } from "./new-file.js";
import { digestWrite, digestWriteNow, takeHugePages, unmapPages } from "./transfer-addon.js";

/**
 * A new file that grows at its end by pwritev, with the crc32 of its bytes taken on the way. One write runs at a time;
 * what arrives meanwhile goes with the next one, so small batches do not become small writes. The first failure is kept
 * and rejects every later wait.
 */
export class AppendFile {
  private waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  private position = 0;
  private digest = 0;
  private failure: unknown = null;
  private draining: Promise<void> = Promise.resolve();
  private busy = false;

  private constructor(
    private path: string,
    private readonly handle: FileHandle,
    private pages: Pages | null,
  ) {}

  /** Creates the file; see openNew. */
  static async create(path: string, spare: SpareUse | null = null): Promise<AppendFile> {
    const { handle, pages } = await openNew(path, spare);
    return new AppendFile(path, handle, pages);
  }

  /** More room, up to `to` bytes, of which at most `from` are appended so far. */
  async prepare(from: number, to: number): Promise<void> {
    this.unmap();
    this.pages = await takeHugePages(this.handle, from, to);
  }

  /** Bytes appended, written or not. */
  get bytes(): number {
    return this.position + this.waitingBytes;
  }

  /** Bytes that no write has finished. */
  get bytesInFlight(): number {
    return this.waitingBytes;
  }

  /** crc32 of the bytes that are written. */
  get crc32(): number {
    return this.digest;
  }

  /** Queues the pieces, whose bytes must not change any more. Never waits: see `written`. */
  append(pieces: readonly Uint8Array[]): void {
    for (const piece of pieces) {
      if (piece.length === 0) continue;
      this.waiting.push(piece);
      this.waitingBytes += piece.length;
    }
    if (!this.busy && this.waiting.length > 0) this.draining = this.drain();
  }

  /** True while nothing waits to be written. */
  get idle(): boolean {
    return !this.busy;
  }

  /** Writes the piece before it returns, while the file is idle: in memory that takes no longer than to copy it. */
  appendNow(piece: Uint8Array): void {
    if (this.failure !== null || piece.length === 0) return;
    try {
      this.digest = digestWriteNow(this.handle.fd, piece, this.position, this.digest, this.pages);
      this.position += piece.length;
    } catch (error) {
      this.failure = error;
    }
  }

  /** Resolves when at most `inFlight` bytes are unwritten. @throws the first write's error, such as ENOSPC */
  async written(inFlight = 0): Promise<void> {
    while (this.waitingBytes > inFlight && this.failure === null) await this.nextWrite();
    if (this.failure !== null) throw this.failure;
  }

  /** The file's bytes, read back in chunks. */
  async *read(chunkBytes = 1 << 20): AsyncGenerator<Buffer> {
    await this.written();
    for (let at = 0; at < this.position; ) {
      const { bytesRead, buffer } = await this.handle.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, at);
      if (bytesRead === 0) throw new Error(`${this.path} became shorter while it was read`);
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }

  /** Gives the file its final name and closes it. What a spare file had beyond what was appended is cut off. */
  async commit(path: string): Promise<void> {
    await this.written();
    this.unmap();
    await this.handle.truncate(this.position);
    await this.handle.close();
    await rename(this.path, path);
    this.path = path;
  }

  /** Closes and deletes the file; harmless after commit and when called twice. */
  async discard(): Promise<void> {
    this.failure ??= new Error("the file was discarded");
    this.waiting = [];
    await this.draining;
    this.unmap();
    await this.handle.close().catch(() => undefined);
    await rm(this.path, { force: true });
  }

  private unmap(): void {
    unmapPages(this.pages);
    this.pages = null;
  }

  private wakeWriters: (() => void)[] = [];

  private nextWrite(): Promise<void> {
    return new Promise((resolve) => this.wakeWriters.push(resolve));
  }

  private async drain(): Promise<void> {
    this.busy = true;
    try {
      while (this.waiting.length > 0 && this.failure === null) {
        const pieces = this.waiting.splice(0);
        const bytes = this.waitingBytes;
        this.digest = await digestWrite(this.handle, pieces, this.position, this.digest);
        this.position += bytes;
        this.waitingBytes -= bytes;
        this.wake();
      }
    } catch (error) {
      this.failure ??= error;
    } finally {
      this.busy = false;
      this.wake();
    }
  }

  private wake(): void {
    for (const wake of this.wakeWriters.splice(0)) wake();
  }
}
