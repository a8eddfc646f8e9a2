import type { Dtype, RowIndexKind } from "../wire/actions.js";

export type Values = Float64Array | Float32Array;

/** A run of rows: `values` holds rows * cols entries, row-major. */
export interface RowBatch {
  rows: number;
  values: Values;
  /** One int64 per row where rows bring their own index, else null. */
  indices: BigInt64Array | null;
}

/** Rows `from` (included) to `to` (not included). */
export interface RowRange {
  from: number;
  to: number;
}

/**
 * The normal form of everything `put` takes. Batches are of any size; cutting them to the size of a message is
 * the sender's work. A source is read once, and closed once, even when reading failed.
 */
export interface RowSource {
  cols: number;
  dtype: Dtype;
  /** null: known only at the end. */
  rows: number | null;
  rowIndex: RowIndexKind;
  /** All rows, in order, once. */
  batches(): AsyncIterable<RowBatch>;
  /** Any run of rows, as often as wanted and several at a time; null where the source can only be read once. */
  range: ((range: RowRange) => AsyncIterable<RowBatch>) | null;
  close(): Promise<void>;
}

/** What a reader may need to know besides the data. */
export interface SourceOptions {
  /** [rows, cols]: needed for a flat array; of a stream it declares what will come, so that its place can be chosen. */
  shape?: readonly [number, number];
  /** Entries are converted to it; default: float32 for float32 input, else float64. */
  dtype?: Dtype;
  rowIndex?: RowIndexKind;
  /** The int64 column with the rows' indices, in tables with one column per feature. Default: "__index__". */
  indexColumn?: string;
  /** Every entry is multiplied by it, such as 1 / 255 for pixels. */
  scale?: number;
}

/** Entries read at a time by the file readers: 4 MiB of float64. */
export const ENTRIES_PER_READ = 512 * 1024;

export function itemSize(dtype: Dtype): number {
  return dtype === "float64" ? 8 : 4;
}

export function allocateValues(dtype: Dtype, length: number): Values {
  return dtype === "float64" ? new Float64Array(length) : new Float32Array(length);
}

/** The same entries in `dtype`; the same array where it is of that dtype already. */
export function convertValues(values: Values, dtype: Dtype): Values {
  if (dtype === "float64") return values instanceof Float64Array ? values : Float64Array.from(values);
  return values instanceof Float32Array ? values : Float32Array.from(values);
}

/** How many whole rows fit in a read, at least one. */
export function rowsPerRead(cols: number): number {
  return Math.max(1, Math.floor(ENTRIES_PER_READ / Math.max(1, cols)));
}

/** A source whose batches are converted to another dtype and scaled on their way. */
export function mapped(source: RowSource, options: Pick<SourceOptions, "dtype" | "scale">): RowSource {
  const dtype = options.dtype ?? source.dtype;
  const scale = options.scale ?? 1;
  if (dtype === source.dtype && scale === 1) return source;
  async function* through(batches: AsyncIterable<RowBatch>): AsyncIterable<RowBatch> {
    for await (const batch of batches) yield { ...batch, values: scaled(batch.values, dtype, scale) };
  }
  const range = source.range;
  return {
    ...source,
    dtype,
    batches: () => through(source.batches()),
    range: range && ((rows) => through(range(rows))),
    close: () => source.close(),
  };
}

function scaled(values: Values, dtype: Dtype, scale: number): Values {
  if (scale === 1) return convertValues(values, dtype);
  const out = allocateValues(dtype, values.length);
  for (let i = 0; i < values.length; i++) out[i] = values[i]! * scale;
  return out;
}
