import type { FileHandle } from "node:fs/promises";
import {
  allocateValues,
  type RowBatch,
  type RowRange,
  type RowSource,
  rowsPerRead,
  type Values,
} from "../upload/row-source.js";
import type { Dtype } from "../wire/actions.js";
import { badFile } from "./open-file.js";

export type EntryKind = "f4" | "f8" | "i1" | "i2" | "i4" | "i8" | "u1" | "u2" | "u4" | "u8";

/** Fixed-width entries at an offset of a file: what .npy and idx files are behind their headers. */
export interface RawLayout {
  offset: number;
  rows: number;
  cols: number;
  kind: EntryKind;
  bigEndian: boolean;
  /** Columns are contiguous, not rows (Fortran order). */
  columnMajor: boolean;
}

/** float32 stays, all else widens to float64 (64-bit integers are rounded beyond 2^53). */
export function dtypeOfKind(kind: EntryKind): Dtype {
  return kind === "f4" ? "float32" : "float64";
}

export function entryBytes(kind: EntryKind): number {
  return Number(kind[1]);
}

const hostIsBigEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 0;

/** Reads any run of rows with one pread a batch (one a column and batch in Fortran order). */
export async function rawSource(path: string, file: FileHandle, layout: RawLayout): Promise<RowSource> {
  const { rows, cols, kind } = layout;
  const dtype = dtypeOfKind(kind);
  const wanted = layout.offset + rows * cols * entryBytes(kind);
  const { size } = await file.stat();
  if (size < wanted) {
    throw badFile(
      path,
      `is cut off: it has ${size} bytes, ${rows} x ${cols} entries of ${entryBytes(kind)} bytes end at byte ${wanted}`,
    );
  }
  async function* range({ from, to }: RowRange): AsyncIterable<RowBatch> {
    const step = rowsPerRead(cols);
    for (let row = from; row < to; row += step) {
      const count = Math.min(step, to - row);
      const values = await (layout.columnMajor ? readColumns : readRows)(path, file, layout, row, count);
      yield { rows: count, values, indices: null };
    }
  }
  const batches = () => range({ from: 0, to: rows });
  return { cols, rows, dtype, rowIndex: "none", batches, range, close: () => file.close() };
}

async function readRows(
  path: string,
  file: FileHandle,
  layout: RawLayout,
  row: number,
  count: number,
): Promise<Values> {
  const width = entryBytes(layout.kind);
  const bytes = Buffer.from(new ArrayBuffer(count * layout.cols * width));
  await readFully(path, file, bytes, layout.offset + row * layout.cols * width);
  return decodeEntries(bytes, layout.kind, layout.bigEndian);
}

async function readColumns(
  path: string,
  file: FileHandle,
  layout: RawLayout,
  row: number,
  count: number,
): Promise<Values> {
  const { cols, kind, rows } = layout;
  const width = entryBytes(kind);
  const out = allocateValues(dtypeOfKind(kind), count * cols);
  const bytes = Buffer.from(new ArrayBuffer(count * width));
  for (let col = 0; col < cols; col++) {
    await readFully(path, file, bytes, layout.offset + (col * rows + row) * width);
    const column = decodeEntries(bytes, kind, layout.bigEndian);
    for (let i = 0; i < count; i++) out[i * cols + col] = column[i]!;
  }
  return out;
}

async function readFully(path: string, file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, position + filled);
    if (bytesRead === 0)
      throw badFile(path, `ended at byte ${position + filled} while it was read; it was being changed`);
    filled += bytesRead;
  }
}

/** Entries of a buffer that is aligned to their width; swaps its bytes in place, and floats are views of it. */
export function decodeEntries(bytes: Buffer, kind: EntryKind, bigEndian: boolean): Values {
  const width = entryBytes(kind);
  if (bigEndian !== hostIsBigEndian) {
    if (width === 2) bytes.swap16();
    else if (width === 4) bytes.swap32();
    else if (width === 8) bytes.swap64();
  }
  const { buffer, byteOffset } = bytes;
  const length = bytes.length / width;
  if (kind === "f8") return new Float64Array(buffer as ArrayBuffer, byteOffset, length);
  if (kind === "f4") return new Float32Array(buffer as ArrayBuffer, byteOffset, length);
  const whole = integers(buffer as ArrayBuffer, byteOffset, length, kind);
  const out = new Float64Array(length);
  for (let i = 0; i < length; i++) out[i] = Number(whole[i]);
  return out;
}

function integers(buffer: ArrayBuffer, at: number, length: number, kind: EntryKind): ArrayLike<number | bigint> {
  if (kind === "i1") return new Int8Array(buffer, at, length);
  if (kind === "u1") return new Uint8Array(buffer, at, length);
  if (kind === "i2") return new Int16Array(buffer, at, length);
  if (kind === "u2") return new Uint16Array(buffer, at, length);
  if (kind === "i4") return new Int32Array(buffer, at, length);
  if (kind === "u4") return new Uint32Array(buffer, at, length);
  if (kind === "i8") return new BigInt64Array(buffer, at, length);
  return new BigUint64Array(buffer, at, length);
}
