import { readRows } from "./download/read-rows.js";
import { RowBlock } from "./row-block.js";
import type { Session } from "./session.js";
import type { UploadTimings } from "./upload/put.js";
import { allocateValues, itemSize, type Values } from "./upload/row-source.js";
import { formatBytes } from "./upload/sparse.js";
import type { Dtype, MatrixInfo } from "./wire/actions.js";
import { AthanorError } from "./wire/errors.js";

const WARN_BYTES = 2e9;
/** Temporaries that the program forgot are dropped when their handles are collected. */
const collected = new FinalizationRegistry<{ session: Session; id: string }>(({ session, id }) => {
  void session.dropTemporaries([id]).catch(() => {});
});

export interface ReadOptions {
  signal?: AbortSignal;
}

type Shape = Pick<MatrixInfo, "id" | "name" | "rows" | "cols" | "dtype">;

/**
 * A sealed matrix on the bridge. Nothing is fetched until it is asked for, and then only that. Usable as an input of
 * routines. A temporary (the result of a routine that was given no name for it) is dropped by `close`, when its
 * client closes, or when the handle is collected.
 */
export class MatrixHandle implements AsyncDisposable {
  /** Unguessable and never used twice. */
  readonly id: string;
  readonly name: string | null;
  /** [rows, columns] */
  readonly shape: readonly [number, number];
  readonly dtype: Dtype;
  /** Goes with this client; see `close`. */
  readonly temporary: boolean;
  /** What its upload took, where `put` of this client did it; else null. */
  readonly uploadTimings: UploadTimings | null;
  private warned = false;

  /** @internal */
  constructor(
    readonly session: Session,
    info: Shape,
    { temporary = false, uploadTimings = null }: { temporary?: boolean; uploadTimings?: UploadTimings | null } = {},
  ) {
    this.temporary = temporary;
    this.uploadTimings = uploadTimings;
    this.id = info.id;
    this.name = info.name;
    this.shape = [info.rows, info.cols];
    this.dtype = info.dtype;
    if (!temporary) return;
    session.keepTemporary(this.id);
    collected.register(this, { session, id: this.id }, this);
  }

  /** Columns. (`rows` is the method; the number of rows is `shape[0]`.) */
  get cols(): number {
    return this.shape[1];
  }

  /** Bytes of the entries. */
  get nbytes(): number {
    return this.shape[0] * this.shape[1] * itemSize(this.dtype);
  }

  /** The first `count` rows, fewer where the matrix has fewer. */
  head(count = 5, options: ReadOptions = {}): Promise<RowBlock> {
    return this.rows(0, Math.min(count, this.shape[0]), options);
  }

  /**
   * Rows `from` (included) to `to` (not included).
   * @throws AthanorError ATHANOR_INVALID_ARGUMENT outside of the matrix
   */
  async rows(from: number, to: number, options: ReadOptions = {}): Promise<RowBlock> {
    this.checkRange(from, to);
    const bytes = (to - from) * this.cols * itemSize(this.dtype);
    if (bytes > WARN_BYTES) this.warnLarge(bytes);
    const values = this.allocate((to - from) * this.cols);
    let indices: BigInt64Array | null = null;
    for await (const block of this.batches({ ...options, from, to })) {
      values.set(block.values, (block.firstRow - from) * this.cols);
      if (!block.indices) continue;
      indices ??= new BigInt64Array(to - from);
      indices.set(block.indices, block.firstRow - from);
    }
    return new RowBlock(from, to - from, this.cols, values, indices);
  }

  /** All entries, row-major. Warns over 2 GB. */
  async toArray(options: ReadOptions = {}): Promise<Values> {
    return (await this.rows(0, this.shape[0], options)).values;
  }

  /** Blocks of rows, in order, a few MiB each; bounded memory whatever the matrix's size. */
  async *batches(options: ReadOptions & { from?: number; to?: number } = {}): AsyncGenerator<RowBlock> {
    const { from = 0, to = this.shape[0], signal } = options;
    this.checkRange(from, to);
    const { link, path } = this.session;
    const request = { matrix: this.id, cols: this.cols, dtype: this.dtype, from, to, signal };
    for await (const batch of readRows(link, path, request)) {
      yield new RowBlock(batch.firstRow, batch.rows, this.cols, batch.values, batch.indices);
    }
  }

  /** What the bridge knows of it now. */
  info(): Promise<MatrixInfo> {
    return this.session.link.call("athanor.matrix", { matrix: this.id });
  }

  /** Starts its time to live anew. `ttlMs`: a new one; null: for ever. */
  renew(ttlMs?: number | null): Promise<MatrixInfo> {
    return this.session.link.call("athanor.renewMatrix", { matrix: this.id, ttlMs });
  }

  /** Frees it at once, whoever else holds a handle. */
  async drop(): Promise<void> {
    this.release();
    await this.session.link.call("athanor.dropMatrix", { matrix: this.id });
  }

  /** Lets go of it: drops a temporary, does nothing to a named one. Closing twice is fine. */
  async close(): Promise<void> {
    if (!this.temporary) return;
    this.release();
    await this.session.dropTemporaries([this.id]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private release(): void {
    collected.unregister(this);
    this.session.forget(this.id);
  }

  private checkRange(from: number, to: number): void {
    const [rows] = this.shape;
    if (Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && from <= to && to <= rows) return;
    const text = `rows ${from} to ${to} were asked for; the matrix has rows 0 to ${rows}`;
    throw new AthanorError("ATHANOR_INVALID_ARGUMENT", text);
  }

  private warnLarge(bytes: number): void {
    if (this.warned) return;
    this.warned = true;
    const text = `fetching ${formatBytes(bytes)} into one array; batches() needs a few MiB at a time`;
    process.emitWarning(text, { type: "AthanorWarning", code: "ATHANOR_LARGE_FETCH" });
  }

  private allocate(length: number): Values {
    try {
      return allocateValues(this.dtype, length);
    } catch (cause) {
      const text = `an array of ${length} entries is more than this Node can hold in one; use batches() or rows(from, to)`;
      throw new AthanorError("ATHANOR_INVALID_ARGUMENT", text, { cause });
    }
  }
}
