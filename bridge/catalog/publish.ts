import type { StoredMatrix, StoredPart } from "./matrix-table.js";
import { decideName } from "./names.js";
import type { Shelf } from "./shelf.js";

/** A complete matrix whose files are in place: all that is left is to write it down. */
export interface Finished {
  /** In state sealed, with digest and sizes. */
  matrix: StoredMatrix;
  parts: StoredPart[];
}

/** What became of a finished matrix. */
export interface Published {
  /** The matrix that has the name now: the finished one, or the equal one that had it before. */
  result: StoredMatrix;
  kept: boolean;
  replaced: StoredMatrix | null;
}

/**
 * Writes a finished matrix and binds its name; within the caller's transaction.
 * @throws AthanorError ATHANOR_MATRIX_EXISTS; the caller's transaction must roll back then
 */
export function writeFinished(shelf: Shelf, { matrix, parts }: Finished): Published {
  const holder = matrix.name === null ? null : shelf.newest(matrix.user, matrix.name, "sealed");
  const decision = decideName(holder, matrix, matrix.ifExists);
  if (decision === "keep") return { result: holder!, kept: true, replaced: null };
  const replaced = decision === "replace" ? shelf.writeEnd(holder!, { type: "replaced", by: matrix.id }) : null;
  shelf.table.save(matrix);
  shelf.table.removeAttempts(matrix.id);
  for (const part of parts) shelf.table.addPart(matrix.id, part);
  return { result: matrix, kept: false, replaced };
}

/** What follows the commit: ledger, lease, and the end of what was replaced. */
export function afterPublished(shelf: Shelf, { result, kept, replaced }: Published): void {
  if (replaced) shelf.afterEnd(replaced);
  if (kept) {
    shelf.leases.touch(result.id);
    return;
  }
  shelf.admission.restore(result.id, result.tier, result.bytes);
  shelf.leases.hold(result.id, result.ttlMs, result.lastUsedAtMs);
}
