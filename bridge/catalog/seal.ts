import { createHash } from "node:crypto";
import type { AthanorError, SealMatrixRequest } from "athanor-client/wire";
import type { StoredPart } from "./matrix-table.js";
import { sealRefused } from "./refusal.js";
import type { AttemptRecord, MatrixRecord } from "./types.js";
import { chooseWinners } from "./winners.js";

/** What a seal will make of an open matrix, before its indices are looked at. */
export interface SealPlan {
  /** In part order. */
  parts: StoredPart[];
  /** Rows of the matrix; null: one more than the largest position, where missing rows mean zero and nobody said. */
  rows: number | null;
  storedRows: number;
  bytes: number;
}

/**
 * Checks that the complete attempts make up the whole matrix, and chooses one of each part. Pure: the order in
 * which attempts came, and copies of them, change nothing but which of equal files is kept.
 * @throws AthanorError ATHANOR_SEAL_REFUSED, ATHANOR_ATTEMPTS_DIFFER
 */
export function planSeal(matrix: MatrixRecord, attempts: AttemptRecord[], request: SealMatrixRequest): SealPlan {
  const count = countParts(matrix, attempts, request);
  const total = agreed(matrix, "rows", matrix.rows, request.rows);
  const byPart = groupByPart(attempts);
  refuseGaps(matrix, byPart, count);
  refuseSilentEmptiness(matrix, count, total, request);
  const named = request.attempts === undefined || request.attempts === "auto" ? {} : request.attempts;
  refuseUnknownNames(matrix, named, count);
  const sparse = matrix.missingRows === "zero";
  const parts = chooseWinners(matrix, byPart, named, sparse ? null : total);
  const storedRows = sum(parts.map((part) => part.rows));
  if (total !== null && (sparse ? storedRows > total : storedRows !== total)) {
    const wanted = sparse ? `at most ${total}` : String(total);
    throw sealRefused(matrix, `its ${count} parts have ${storedRows} rows; wanted ${wanted}: ${rowsOfParts(parts)}`);
  }
  return { parts, rows: sparse ? total : storedRows, storedRows, bytes: sum(parts.map((part) => part.bytes)) };
}

/**
 * Equal for equal uploads: shape, format, and of each part its number, rows and crc32. Two uploads that are cut
 * into different parts have different digests.
 */
export function digestOf(
  matrix: Pick<MatrixRecord, "rows" | "cols" | "dtype" | "rowIndex">,
  parts: Pick<StoredPart, "part" | "rows" | "crc32">[],
): string {
  const hash = createHash("sha256");
  hash.update(`${matrix.rows} ${matrix.cols} ${matrix.dtype} ${matrix.rowIndex}\n`);
  for (const { part, rows, crc32 } of parts) hash.update(`${part}:${rows}:${crc32}\n`);
  return hash.digest("hex").slice(0, 32);
}

/**
 * Whether a second seal means what the first did: then it is the same seal, repeated after a lost answer.
 * @throws AthanorError ATHANOR_SEAL_REFUSED naming what differs
 */
export function checkSealedAs(matrix: MatrixRecord, parts: StoredPart[], request: SealMatrixRequest): void {
  const differ = (what: string, was: unknown, now: unknown): AthanorError =>
    sealRefused(matrix, `it was sealed with ${what} ${was} and cannot be sealed again with ${now}; it never changes`);
  if (request.parts !== undefined && request.parts !== parts.length) {
    throw differ("a part count of", parts.length, request.parts);
  }
  if (request.rows !== undefined && request.rows !== matrix.rows) throw differ("rows of", matrix.rows, request.rows);
  if (request.attempts === undefined || request.attempts === "auto") return;
  for (const [part, attempt] of Object.entries(request.attempts)) {
    const sealed = parts[Number(part)];
    if (!sealed?.attempts.includes(attempt)) {
      throw differ(`attempts of part ${part}`, JSON.stringify(sealed?.attempts ?? []), JSON.stringify(attempt));
    }
  }
}

function countParts(matrix: MatrixRecord, attempts: AttemptRecord[], request: SealMatrixRequest): number {
  const said = agreed(matrix, "parts", matrix.declaredParts, request.parts);
  const seen = attempts.reduce((most, { part }) => Math.max(most, part + 1), 0);
  if (said === null) return seen;
  if (seen > said)
    throw sealRefused(matrix, `part ${seen - 1} has arrived, and it has ${said} parts (0 to ${said - 1})`);
  return said;
}

function agreed(matrix: MatrixRecord, what: string, declared: number | null, asked?: number): number | null {
  if (declared === null) return asked ?? null;
  if (asked === undefined || asked === declared) return declared;
  throw sealRefused(matrix, `it was created with ${what} = ${declared}, and the seal says ${what} = ${asked}`);
}

function groupByPart(attempts: AttemptRecord[]): Map<number, AttemptRecord[]> {
  const groups = new Map<number, AttemptRecord[]>();
  for (const attempt of attempts) {
    const group = groups.get(attempt.part);
    if (group) group.push(attempt);
    else groups.set(attempt.part, [attempt]);
  }
  return groups;
}

function refuseGaps(matrix: MatrixRecord, byPart: Map<number, AttemptRecord[]>, count: number): void {
  if (byPart.size >= count) return;
  const missing: number[] = [];
  for (let part = 0; part < count && missing.length < 10; part++) if (!byPart.has(part)) missing.push(part);
  const left = count - byPart.size - missing.length;
  const more = left > 0 ? ` and ${left} more` : "";
  const text = `${byPart.size} of ${count} parts are complete; missing ${missing.join(", ")}${more}: send them (again), then seal`;
  throw sealRefused(matrix, text);
}

/** Without this an upload that failed altogether could be sealed by chance as a matrix of no rows. */
function refuseSilentEmptiness(matrix: MatrixRecord, count: number, total: number | null, request: SealMatrixRequest) {
  if (count > 0 || total === 0 || request.parts === 0) return;
  throw sealRefused(matrix, "no part has arrived; send one, or say rows: 0 for a matrix without rows");
}

function refuseUnknownNames(matrix: MatrixRecord, named: Record<string, string>, count: number): void {
  for (const part of Object.keys(named)) {
    if (/^\d+$/.test(part) && Number(part) < count) continue;
    throw sealRefused(matrix, `attempts names part ${JSON.stringify(part)}; it has ${count} parts, numbered from 0`);
  }
}

function rowsOfParts(parts: StoredPart[]): string {
  const shown = parts.slice(0, 8).map(({ part, rows }) => `part ${part} has ${rows}`);
  if (parts.length > shown.length) shown.push("...");
  return shown.join(", ");
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
