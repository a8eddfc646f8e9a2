import type { StoredMatrix } from "./matrix-table.js";
import type { Shelf } from "./shelf.js";
import { storedBytes } from "./sizes.js";
import type { AttemptRecord } from "./types.js";

/** What a start found and did. */
export interface Recovery {
  sealed: number;
  open: number;
  /** Sealed matrices whose files are gone or have the wrong size. */
  lost: string[];
  /** Acknowledged attempts of open matrices whose files are gone. */
  lostAttempts: number;
}

/**
 * Brings the catalog and the store directories back together after any end of the last bridge, before a store is
 * started: every sealed matrix is checked, uploads go on with their complete attempts, the rest is deleted.
 */
export function recover(shelf: Shelf): Recovery {
  const recovery: Recovery = { sealed: 0, open: 0, lost: [], lostAttempts: 0 };
  for (const matrix of shelf.table.inState("sealed")) {
    if (recoverSealed(shelf, matrix)) recovery.sealed++;
    else recovery.lost.push(matrix.id);
  }
  for (const matrix of shelf.table.inState("open")) {
    recovery.lostAttempts += recoverOpen(shelf, matrix);
    recovery.open++;
  }
  shelf.files.sweep((tier, id) => {
    const matrix = shelf.table.byId(id);
    return matrix !== null && matrix.tier === tier && (matrix.state === "open" || matrix.state === "sealed");
  });
  return recovery;
}

function recoverSealed(shelf: Shelf, matrix: StoredMatrix): boolean {
  const parts = shelf.table.parts(matrix.id);
  for (const part of parts) {
    const fault = shelf.files.fault(matrix, part);
    if (fault === null) continue;
    shelf.end(matrix, { type: "lost", what: `part ${part.part}: ${fault}` });
    return false;
  }
  shelf.files.keepOnly(matrix.tier, matrix.id, parts);
  shelf.admission.restore(matrix.id, matrix.tier, matrix.bytes);
  shelf.leases.hold(matrix.id, matrix.ttlMs, matrix.lastUsedAtMs);
  return true;
}

/** Returns how many of its attempts were lost. */
function recoverOpen(shelf: Shelf, matrix: StoredMatrix): number {
  const { table, files, admission } = shelf;
  const attempts = table.attempts(matrix.id);
  const isIntact = (attempt: AttemptRecord): boolean => files.fault(matrix, attempt) === null;
  const intact = attempts.filter(isIntact);
  for (const attempt of attempts) if (!isIntact(attempt)) table.removeAttempt(attempt.path);
  files.makeMatrixFolder(matrix.tier, matrix.id);
  files.keepOnly(matrix.tier, matrix.id, intact);
  admission.restore(matrix.id, matrix.tier, matrix.rows === null ? 0 : storedBytes(matrix, matrix.rows));
  for (const { path, bytes } of intact) admission.restorePiece(matrix.id, path, bytes);
  shelf.leases.hold(matrix.id, matrix.ttlMs, matrix.lastUsedAtMs);
  return attempts.length - intact.length;
}
