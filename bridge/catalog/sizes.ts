import { AthanorError, type Dtype, type RowIndexKind } from "athanor-client/wire";

interface Format {
  cols: number;
  dtype: Dtype;
  rowIndex: RowIndexKind;
}

/** Bytes of the part file of `rows` rows: dense, row-major, nothing else in it. */
export function rowBytes(format: Pick<Format, "cols" | "dtype">, rows: number): number {
  return rows * format.cols * (format.dtype === "float64" ? 8 : 4);
}

/** Bytes of the int64 index file of `rows` rows. */
export function indexBytes(rows: number): number {
  return rows * 8;
}

/**
 * Bytes of `rows` rows in the store, index included.
 * @throws AthanorError ATHANOR_INVALID_ARGUMENT for more bytes than can be counted exactly
 */
export function storedBytes(format: Format, rows: number): number {
  const bytes = rowBytes(format, rows) + (format.rowIndex === "none" ? 0 : indexBytes(rows));
  if (bytes <= Number.MAX_SAFE_INTEGER) return bytes;
  const text = `${rows} x ${format.cols} ${format.dtype} are ${bytes} bytes; at most 2^53 - 1 can be stored`;
  throw new AthanorError("ATHANOR_INVALID_ARGUMENT", text);
}
