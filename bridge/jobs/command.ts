import { AthanorError, type LibraryManifest, type RoutineManifest, type SubmitRequest } from "athanor-client/wire";
import type { MatrixRecord } from "../catalog/types.js";
import { suggestion } from "./closest.js";
import { evaluate, parseExpression } from "./expression.js";
import { completeParams } from "./params.js";
import { itemSize, type JobPlan, type PlannedInput, type PlannedOutput } from "./plan.js";

export interface CommandContext {
  libraries: readonly LibraryManifest[];
  ranks: number;
  /** Default of ttlMs. */
  matrixTtlMs: number | null;
  /** A matrix of the caller's by name or id; throws if there is none. */
  resolve(nameOrId: string): MatrixRecord;
  /** Rows in a sealed matrix's part files. */
  storedRows(matrixId: string): number;
}

interface Input extends MatrixRecord {
  storedRows: number;
}

/**
 * Checks a command against the manifest of its routine and the shapes of its inputs, ahead of any process.
 * @throws AthanorError ATHANOR_UNKNOWN_ROUTINE, ATHANOR_INVALID_ARGUMENT, ATHANOR_MATRIX_NOT_SEALED
 */
export function planCommand(request: SubmitRequest, context: CommandContext): JobPlan {
  const { library, routine } = findRoutine(request.routine, context.libraries);
  const records = resolveInputs(routine, request.inputs, context);
  const first = records.values().next().value!;
  const shapes = new Map([
    ["ranks", context.ranks],
    ["itemsize", itemSize(first.dtype)],
  ]);
  for (const { name, layout } of routine.inputs) {
    const { rows, storedRows, cols } = records.get(name)!;
    // A routine that works in place sees the rows that are there; redistribution puts zeros where rows are missing.
    shapes.set(`${name}.rows`, layout === "rows" ? storedRows : (rows ?? 0)).set(`${name}.cols`, cols);
  }
  const params = completeParams(routine, request.params ?? {}, first.dtype, shapes);
  checkLimits(routine, shapes);
  const size = (text: string): number => Math.max(0, Math.ceil(evaluate(parseExpression(text), shapes)));
  const { perRank, distributed } = routine.workspaceBytes;
  return {
    library: { name: library.name, version: library.version },
    routine: routine.name,
    ranks: context.ranks,
    inputs: [...records].map(([role, record]) => plannedInput(role, record)),
    params,
    outputs: planOutputs(routine, request.outputs ?? {}, records, size),
    workspaceBytes: size(perRank) * context.ranks + size(distributed),
    ifExists: request.ifExists ?? "error",
    ttlMs: request.ttlMs === undefined ? context.matrixTtlMs : request.ttlMs,
  };
}

function findRoutine(
  wanted: string,
  libraries: readonly LibraryManifest[],
): { library: LibraryManifest; routine: RoutineManifest } {
  const known: string[] = [];
  for (const library of libraries) {
    for (const routine of library.routines) {
      const name = `${library.name}.${routine.name}`;
      if (name === wanted) return { library, routine };
      known.push(name);
    }
  }
  throw new AthanorError("ATHANOR_UNKNOWN_ROUTINE", `no loaded library offers ${wanted}; ${suggestion(wanted, known)}`);
}

function resolveInputs(
  routine: RoutineManifest,
  given: Readonly<Record<string, string>>,
  context: CommandContext,
): Map<string, Input> {
  const roles = routine.inputs.map((input) => input.name);
  for (const role of Object.keys(given)) {
    if (!roles.includes(role)) throw invalid(routine, `has no input ${role}; ${suggestion(role, roles)}`);
  }
  const records = new Map<string, Input>();
  for (const input of routine.inputs) {
    if (!Object.hasOwn(given, input.name)) throw invalid(routine, `needs the input ${input.name}: ${input.doc}`);
    const record = context.resolve(given[input.name]!);
    checkInput(routine, input, record);
    records.set(input.name, { ...record, storedRows: context.storedRows(record.id) });
  }
  return records;
}

function checkInput(routine: RoutineManifest, input: RoutineManifest["inputs"][number], record: MatrixRecord): void {
  const called = `matrix ${record.name ?? record.id}`;
  if (record.state !== "sealed") {
    throw new AthanorError(
      "ATHANOR_MATRIX_NOT_SEALED",
      `${called} is ${record.state}; seal it before it is computed on`,
    );
  }
  if (!input.dtypes.includes(record.dtype)) {
    throw invalid(routine, `takes ${input.name} as ${input.dtypes.join(" or ")}; ${called} is ${record.dtype}`);
  }
  const shape = `${called} has ${record.rows ?? 0} rows and ${record.cols} columns`;
  if ((record.rows ?? 0) < input.minRows || record.cols < input.minCols) {
    throw invalid(
      routine,
      `wants ${input.name} with at least ${input.minRows} rows and ${input.minCols} columns; ${shape}`,
    );
  }
}

function checkLimits(routine: RoutineManifest, shapes: ReadonlyMap<string, number>): void {
  for (const { expression, message } of routine.limits ?? []) {
    if (evaluate(parseExpression(expression), shapes) === 0) {
      throw invalid(routine, `is limited: ${message} (wanted ${expression})`);
    }
  }
}

function planOutputs(
  routine: RoutineManifest,
  names: Readonly<Record<string, string>>,
  inputs: ReadonlyMap<string, Input>,
  size: (text: string) => number,
): PlannedOutput[] {
  const roles = routine.outputs.map((output) => output.name);
  for (const role of Object.keys(names)) {
    if (!roles.includes(role)) throw invalid(routine, `has no output ${role}; ${suggestion(role, roles)}`);
  }
  const given = Object.values(names);
  const twice = given.find((name, index) => given.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(routine, `cannot give the name ${twice} to two outputs; choose another`);
  return routine.outputs.map(({ name: role, rows, cols, dtype, alignedWith }) => {
    const aligned = alignedWith === undefined ? null : inputs.get(alignedWith)!;
    return {
      role,
      name: names[role] ?? null,
      // It has a row for each of its input's, and its missing ones are missing too.
      rows: aligned === null ? size(rows) : (aligned.rows ?? 0),
      cols: size(cols),
      dtype: dtype === "float64" || dtype === "float32" ? dtype : inputs.get(dtype)!.dtype,
      alignedWith: alignedWith ?? null,
      rowIndex: aligned?.rowIndex ?? "none",
      missingRows: aligned?.missingRows ?? "refuse",
    };
  });
}

function plannedInput(role: string, { id, digest, dtype, rows, storedRows, cols }: Input): PlannedInput {
  return { role, matrixId: id, digest, dtype, rows: rows ?? 0, storedRows, cols };
}

const invalid = (routine: RoutineManifest, text: string): AthanorError =>
  new AthanorError("ATHANOR_INVALID_ARGUMENT", `${routine.name} ${text}`);
