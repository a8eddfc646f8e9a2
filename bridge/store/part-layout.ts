import { AthanorError, type MatrixLayout } from "athanor-client/wire";
import type { WriteGrant } from "../common/capability-types.js";
import { grouped } from "./wording.js";

/** @throws AthanorError ATHANOR_BAD_SCHEMA when a stream's schema does not fit its matrix */
export function checkLayout(found: MatrixLayout, wanted: WriteGrant, part: number): void {
  if (found.cols !== null) checkWidth(found.cols, wanted, part);
  if (found.dtype !== wanted.dtype) {
    throw bad(`part ${part} is ${found.dtype}; the matrix is ${wanted.dtype}: convert the part before it is sent`);
  }
  const indexed = found.indexColumn !== null;
  if (indexed === (wanted.rowIndex !== "none")) return;
  const matrix = `the matrix was created with rowIndex "${wanted.rowIndex}"`;
  if (indexed) throw bad(`part ${part} has a row index column; ${matrix}: leave the column out`);
  throw bad(`part ${part} has no row index; ${matrix}: send an int64 column "index" beside the rows`);
}

/** @throws AthanorError ATHANOR_BAD_SCHEMA naming both widths */
export function checkWidth(cols: number | null, wanted: WriteGrant, part: number): void {
  if (cols === wanted.cols) return;
  throw bad(`part ${part} has ${grouped(cols ?? 0)} columns; the matrix has ${grouped(wanted.cols)}`);
}

function bad(text: string): AthanorError {
  return new AthanorError("ATHANOR_BAD_SCHEMA", text);
}
