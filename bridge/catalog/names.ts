import { randomBytes } from "node:crypto";
import { AthanorError } from "athanor-client/wire";
import { nameOf } from "./matrix-state.js";
import type { MatrixRecord } from "./types.js";

const idPattern = /^m_[A-Za-z0-9_-]{22}$/;

/** An unguessable id: 128 random bits. */
export function newMatrixId(): string {
  return `m_${randomBytes(16).toString("base64url")}`;
}

export function isMatrixId(text: string): boolean {
  return idPattern.test(text);
}

/** What names may be made of: they are shown in terminals and stand in paths of descriptors. */
export const namePattern = /^[\p{L}\p{N}_][\p{L}\p{N}_.:@=+\- ]{0,254}$/u;
export const nameRule = "a name has 1 to 255 letters, digits or _.:@=+- and starts with a letter, digit or _";

/** Whichever way a name came. One that looks like an id could hide the matrix that has it. */
export function checkName(name: string | null): void {
  if (name === null) return;
  if (!namePattern.test(name)) {
    const text = `the name ${JSON.stringify(name.slice(0, 300))} is not one: ${nameRule}`;
    throw new AthanorError("ATHANOR_INVALID_ARGUMENT", text);
  }
  if (isMatrixId(name)) {
    throw new AthanorError("ATHANOR_INVALID_ARGUMENT", `the name "${name}" has the form of an id; choose another`);
  }
}

/** What a name is about to be bound to. */
export type Newcomer = Pick<MatrixRecord, "id" | "name" | "rows" | "cols" | "dtype" | "rowIndex" | "digest">;

/**
 * Whether a name goes to the newcomer, when `holder` has it. Decided when the newcomer is complete (at seal, at
 * the commit of a job), because only then digests can be compared, and a retry after a lost answer must end well.
 * `bind`: nobody has it. `keep`: the holder is what the newcomer would be, or `reuse` asked for it. `replace`.
 * @throws AthanorError ATHANOR_MATRIX_EXISTS
 */
export function decideName(
  holder: Newcomer | null,
  newcomer: Newcomer,
  ifExists: "error" | "replace" | "reuse",
): "bind" | "keep" | "replace" {
  if (holder === null) return "bind";
  const sameShape = shapeOf(holder) === shapeOf(newcomer);
  if (sameShape && holder.digest === newcomer.digest) return "keep";
  if (ifExists === "replace") return "replace";
  if (ifExists === "reuse" && sameShape) return "keep";
  const found = sameShape ? "has other content" : `is ${shapeOf(holder)} and this one ${shapeOf(newcomer)}`;
  const mend =
    ifExists === "reuse"
      ? "reuse keeps only an equal shape: choose another name, or replace"
      : 'choose another name, drop the old one and seal again, or create with ifExists: "replace" or "reuse"';
  throw new AthanorError("ATHANOR_MATRIX_EXISTS", `the name is taken: ${nameOf(holder)} ${found}; ${mend}`, {
    details: { holder: holder.id },
  });
}

function shapeOf(matrix: Newcomer): string {
  const index = matrix.rowIndex === "none" ? "" : ` with ${matrix.rowIndex}`;
  return `${matrix.rows} x ${matrix.cols} ${matrix.dtype}${index}`;
}
