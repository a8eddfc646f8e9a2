import type { Dtype } from "../wire/actions.js";
import { allocateValues, itemSize, type RowBatch } from "./row-source.js";

/** Batches of about this size go on the wire: large enough that a message costs nothing, small enough to bound memory. */
export const MESSAGE_BYTES = 4 * 1024 * 1024;
/** Batches smaller than this are joined with their neighbours, which copies them. */
const SMALL_BYTES = 512 * 1024;

export function rowsPerMessage(cols: number, dtype: Dtype): number {
  return Math.max(1, Math.floor(MESSAGE_BYTES / (cols * itemSize(dtype))));
}

/** The same rows in batches of at most one message; large ones are cut without a copy, runs of small ones are joined. */
export async function* cutBatches(
  batches: AsyncIterable<RowBatch>,
  cols: number,
  dtype: Dtype,
): AsyncGenerator<RowBatch> {
  const most = rowsPerMessage(cols, dtype);
  const small = Math.min(most, Math.floor(SMALL_BYTES / (cols * itemSize(dtype))));
  let joined = new Joiner(most, cols, dtype);
  for await (const batch of batches) {
    if (batch.rows === 0) continue;
    const fits = batch.rows <= small && joined.fits(batch);
    if (!fits && joined.rows > 0) {
      yield joined.take();
      joined = new Joiner(most, cols, dtype);
    }
    if (batch.rows <= small) joined.add(batch);
    else yield* slices(batch, most, cols);
  }
  if (joined.rows > 0) yield joined.take();
}

function* slices(batch: RowBatch, most: number, cols: number): Iterable<RowBatch> {
  if (batch.rows <= most) return yield batch;
  for (let from = 0; from < batch.rows; from += most) {
    const to = Math.min(batch.rows, from + most);
    const indices = batch.indices?.subarray(from, to) ?? null;
    yield { rows: to - from, values: batch.values.subarray(from * cols, to * cols), indices };
  }
}

/** Collects small batches. All of them have indices, or none. */
class Joiner {
  rows = 0;
  private readonly pieces: RowBatch[] = [];

  constructor(
    private readonly most: number,
    private readonly cols: number,
    private readonly dtype: Dtype,
  ) {}

  fits(batch: RowBatch): boolean {
    return this.rows + batch.rows <= this.most;
  }

  add(batch: RowBatch): void {
    // The source may reuse its array for the next batch.
    this.pieces.push({ ...batch, values: batch.values.slice(), indices: batch.indices?.slice() ?? null });
    this.rows += batch.rows;
  }

  take(): RowBatch {
    if (this.pieces.length === 1) return this.pieces[0]!;
    const values = allocateValues(this.dtype, this.rows * this.cols);
    const indices = this.pieces[0]?.indices ? new BigInt64Array(this.rows) : null;
    let row = 0;
    for (const piece of this.pieces) {
      values.set(piece.values, row * this.cols);
      if (indices && piece.indices) indices.set(piece.indices, row);
      row += piece.rows;
    }
    return { rows: this.rows, values, indices };
  }
}
