import { AthanorError } from "athanor-client/wire";
import { nameOf } from "./matrix-state.js";
import type { StoredPart } from "./matrix-table.js";
import { sealRefused } from "./refusal.js";
import type { AttemptRecord, MatrixRecord } from "./types.js";

/** Attempts of one part with equal content; any of them can win. */
type Alike = AttemptRecord[];

/**
 * One attempt of each part. Attempts with equal digests are the same; of different ones the caller must have named
 * one. A stream that declared its rows is known to be whole, one that did not may be cut off: it counts only where
 * no other does, and only when `total`, the rows of the matrix, confirms it.
 * @param byPart complete attempts, for every part from 0 on
 * @param total null: not known
 * @throws AthanorError ATHANOR_ATTEMPTS_DIFFER naming two of them, ATHANOR_SEAL_REFUSED
 */
export function chooseWinners(
  matrix: MatrixRecord,
  byPart: Map<number, AttemptRecord[]>,
  named: Record<string, string>,
  total: number | null,
): StoredPart[] {
  const choices = [...byPart.entries()]
    .sort(([a], [b]) => a - b)
    .map(([part, attempts]) => candidates(matrix, part, attempts, named[part]));
  const open = choices.filter((choice) => choice.length > 1);
  if (open.length > 1 || (open[0] && (total === null || open[0][0]![0]!.declared))) throw differ(matrix, open[0]!);
  const unconfirmed = choices.find((choice) => !choice[0]![0]!.declared);
  if (unconfirmed && total === null) throw unconfirmedError(matrix, unconfirmed[0]![0]!);
  if (open[0]) settleByRows(matrix, choices, open[0], total!);
  return choices.map((choice) => toPart(choice[0]!));
}

function candidates(matrix: MatrixRecord, part: number, attempts: AttemptRecord[], named?: string): Alike[] {
  const asked = named === undefined ? attempts : attempts.filter(({ attempt }) => attempt === named);
  if (asked.length === 0) {
    const known = [...new Set(attempts.map(({ attempt }) => JSON.stringify(attempt)))].slice(0, 8).join(", ");
    throw sealRefused(matrix, `part ${part} has no complete attempt ${JSON.stringify(named)}; it has ${known}`);
  }
  const whole = asked.filter(({ declared }) => declared);
  const groups = new Map<string, Alike>();
  for (const attempt of whole.length > 0 ? whole : asked) {
    const content = `${attempt.rows}:${attempt.crc32}`;
    const group = groups.get(content);
    if (group) group.push(attempt);
    else groups.set(content, [attempt]);
  }
  return [...groups.values()];
}

/** The one part that has several undeclared contents takes that which makes the total right. */
function settleByRows(matrix: MatrixRecord, choices: Alike[][], open: Alike[], total: number): void {
  const others = choices.filter((choice) => choice !== open).reduce((rows, choice) => rows + choice[0]![0]!.rows, 0);
  const fitting = open.filter((alike) => alike[0]!.rows === total - others);
  if (fitting.length > 1) throw differ(matrix, fitting);
  if (fitting.length === 0) {
    const found = open.map((alike) => alike[0]!.rows).join(" or ");
    const text = `part ${open[0]![0]!.part} arrived with ${found} rows; wanted ${total - others}: send it again`;
    throw sealRefused(matrix, text);
  }
  open.splice(0, open.length, fitting[0]!);
}

function toPart(alike: Alike): StoredPart {
  const { part, path, indexPath, rows, bytes, crc32 } = alike[0]!;
  return { part, path, indexPath, rows, bytes, crc32, attempts: alike.map(({ attempt }) => attempt) };
}

function unconfirmedError(matrix: MatrixRecord, { part, rows }: AttemptRecord): AthanorError {
  const mend =
    matrix.missingRows === "zero"
      ? "with missingRows zero no total can confirm it: send the part again with a declared row count"
      : "say in the seal how many rows the matrix has";
  return sealRefused(
    matrix,
    `part ${part} ended after ${rows} rows without having declared how many it would have; ${mend}`,
  );
}

function differ(matrix: MatrixRecord, groups: Alike[]): AthanorError {
  const [one, other] = groups.map((alike) => alike[0]!) as [AttemptRecord, AttemptRecord];
  const tell = ({ attempt, rows, crc32 }: AttemptRecord): string =>
    `${JSON.stringify(attempt)} (${rows} rows, crc32 ${crc32.toString(16).padStart(8, "0")})`;
  const mend =
    one.attempt === other.attempt
      ? "both came under one attempt name, so send the part under a new one and name that"
      : "make the source give equal rows each time (cache or checkpoint it), or name the winning attempt";
  const text = `${nameOf(matrix)} cannot be sealed: of part ${one.part} the complete attempts ${tell(one)} and ${tell(other)} differ; ${mend}`;
  return new AthanorError("ATHANOR_ATTEMPTS_DIFFER", text, {
    details: { matrix: matrix.id, part: one.part, attempts: [one.attempt, other.attempt] },
  });
}
