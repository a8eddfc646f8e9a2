import { AthanorError, type Dtype, type ParamValue, type RowIndexKind } from "athanor-client/wire";

/** A checked command with every size known: what the record keeps, so that a job can be run (again) from it alone. */
export interface JobPlan {
  library: { name: string; version: string };
  /** Name within the library. */
  routine: string;
  ranks: number;
  /** In the manifest's order. */
  inputs: PlannedInput[];
  params: Record<string, ParamValue>;
  outputs: PlannedOutput[];
  /** Over all ranks. */
  workspaceBytes: number;
  ifExists: "error" | "replace" | "reuse";
  ttlMs: number | null;
}

export interface PlannedInput {
  role: string;
  matrixId: string;
  digest: string | null;
  dtype: Dtype;
  /** Of the matrix. */
  rows: number;
  /** Rows in its part files: fewer than `rows` where missing rows mean zero. Routines see these. */
  storedRows: number;
  cols: number;
}

export interface PlannedOutput {
  role: string;
  /** Name to bind, or null: reached by id alone. */
  name: string | null;
  rows: number;
  cols: number;
  dtype: Dtype;
  /** Role of the input whose row indices it carries, or null. */
  alignedWith: string | null;
  rowIndex: RowIndexKind;
  missingRows: "refuse" | "zero";
}

export const itemSize = (dtype: Dtype): number => (dtype === "float64" ? 8 : 4);

/** Bytes of an output's files: its rows, and an int64 for each where they carry indices. */
export function outputBytes(output: PlannedOutput): number {
  return output.rows * (output.cols * itemSize(output.dtype) + (output.rowIndex === "none" ? 0 : 8));
}

/** The rows of one rank: as even as can be, and a function of the three numbers alone. */
export function rowRange(rows: number, ranks: number, rank: number): { rowBegin: number; rowEnd: number } {
  // rank * rows may pass 2^53 where neither does.
  const cut = (at: number): number => Number((BigInt(at) * BigInt(rows)) / BigInt(ranks));
  return { rowBegin: cut(rank), rowEnd: cut(rank + 1) };
}

/** @throws AthanorError ATHANOR_OUT_OF_MEMORY when a job alone needs more workspace than all may have */
export function refuseBeyond(workspaceBudgetBytes: number, routine: string, { workspaceBytes }: JobPlan): void {
  if (workspaceBytes <= workspaceBudgetBytes) return;
  const text = `${routine} needs ${workspaceBytes} bytes of workspace; workspaceBudgetBytes is ${workspaceBudgetBytes}; ask for less or raise it`;
  const details = { wantedBytes: workspaceBytes, budgetBytes: workspaceBudgetBytes };
  throw new AthanorError("ATHANOR_OUT_OF_MEMORY", text, { details });
}
