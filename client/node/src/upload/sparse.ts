import { AthanorError } from "../wire/errors.js";

/** Compressed or coordinate form, by the field names that scipy, mathjs and their kin share. */
const POINTERS = ["indptr", "rowPtr", "colPtr", "_ptr"] as const;

/** Refuses what looks like a sparse matrix, with what it would cost as a dense one. Never blows one up silently. */
export function refuseSparse(input: unknown): void {
  if (typeof input !== "object" || input === null || Array.isArray(input) || ArrayBuffer.isView(input)) return;
  const fields = input as Record<string, unknown>;
  const pointers = POINTERS.map((name) => fields[name]).find((value) => lengthOf(value) !== null);
  const coordinates = lengthOf(fields.row) !== null && lengthOf(fields.col) !== null;
  if (pointers === undefined && !coordinates) return;
  throw new AthanorError(
    "ATHANOR_SPARSE_INPUT",
    `${sizes(fields, pointers)}; only dense matrices are stored: convert it if the dense size is sensible, else stay where it is`,
  );
}

function sizes(fields: Record<string, unknown>, pointers: unknown): string {
  const stored = lengthOf(fields.data) ?? lengthOf(fields.values) ?? lengthOf(fields._values) ?? lengthOf(fields.col);
  const shape = fields.shape ?? fields._size ?? fields.size;
  const rows = Array.isArray(shape) ? Number(shape[0]) : Number(fields.rows ?? (lengthOf(pointers) ?? 1) - 1);
  const cols = Array.isArray(shape) ? Number(shape[1]) : Number(fields.cols ?? Number.NaN);
  const sparse = stored === null ? "a sparse matrix" : `a sparse matrix of ${formatBytes(stored * 12)}`;
  if (!Number.isFinite(rows * cols)) return sparse;
  return `${sparse} (${rows} x ${cols}) would be ${formatBytes(rows * cols * 8)} dense`;
}

function lengthOf(value: unknown): number | null {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && "length" in value)
    ? (value as { length: number }).length
    : null;
}

/** 1500 → "1.5 kB"; decimal units, three digits. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let at = 0;
  while (bytes >= 999.5 && at < units.length - 1) {
    bytes /= 1000;
    at++;
  }
  return `${at === 0 ? bytes : Number(bytes.toPrecision(3))} ${units[at]}`;
}
