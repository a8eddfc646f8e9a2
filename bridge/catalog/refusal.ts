import { AthanorError } from "athanor-client/wire";
import { nameOf } from "./matrix-state.js";

/** ATHANOR_SEAL_REFUSED for this matrix. */
export function sealRefused(matrix: { id: string; name: string | null }, found: string): AthanorError {
  return new AthanorError("ATHANOR_SEAL_REFUSED", `${nameOf(matrix)} cannot be sealed: ${found}`, {
    details: { matrix: matrix.id },
  });
}
