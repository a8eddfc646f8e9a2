import { join } from "node:path";
import type { NativeInput, NativeJob } from "../../native-libs/native.js";
import type { MatrixCatalog } from "../catalog/types.js";
import { type JobPlan, type PlannedInput, rowRange } from "./plan.js";

/** What each rank gets, by rank: its rows of every input, and files of its own for every output. */
export function nativeJobs(
  plan: JobPlan,
  catalog: Pick<MatrixCatalog, "find" | "parts" | "absolute">,
  directory: string,
): NativeJob[] {
  const inputs = plan.inputs.map((input) => nativeInput(input, catalog));
  return Array.from({ length: plan.ranks }, (_, rank) => ({
    library: plan.library.name,
    routine: plan.routine,
    inputs: inputs.map((input) => ({ ...input, ...rowRange(input.rows, plan.ranks, rank) })),
    outputs: plan.outputs.map(({ role, alignedWith }) => ({
      name: role,
      path: join(directory, `${role}.${rank}.rows`),
      indexPath: join(directory, `${role}.${rank}.idx`),
      alignedWith,
    })),
    params: plan.params,
  }));
}

function nativeInput(
  input: PlannedInput,
  catalog: Pick<MatrixCatalog, "find" | "parts" | "absolute">,
): Omit<NativeInput, "rowBegin" | "rowEnd"> {
  const { tier, rowIndex } = catalog.find(input.matrixId)!;
  const parts = catalog.parts(input.matrixId).map(({ path, indexPath, rows }) => ({
    path: catalog.absolute(tier, path),
    rows,
    indexPath: indexPath === null ? null : catalog.absolute(tier, indexPath),
  }));
  const { role: name, dtype, storedRows: rows, rows: matrixRows, cols } = input;
  return { name, dtype, rows, cols, parts, rowIndex, matrixRows };
}
