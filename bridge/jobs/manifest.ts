import type { LibraryManifest, ParamManifest, RoutineManifest } from "athanor-client/wire";
import * as v from "valibot";
import { namesIn, parseExpression } from "./expression.js";

const Name = v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9_]*$/, "a name is a letter, then letters, digits and _"));
const DtypeSchema = v.picklist(["float64", "float32"]);
const Value = v.union([v.pipe(v.number(), v.finite()), v.string(), v.boolean()]);
const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const InputSchema = v.object({
  name: Name,
  layout: v.picklist(["rows", "blockCyclic"]),
  dtypes: v.pipe(v.array(DtypeSchema), v.minLength(1)),
  minRows: Count,
  minCols: Count,
  doc: v.string(),
});

const ParamSchema = v.object({
  name: Name,
  type: v.picklist(["int", "float", "string", "bool"]),
  required: v.optional(v.boolean()),
  default: v.optional(v.union([Value, v.object({ float64: Value, float32: Value })])),
  min: v.optional(v.string()),
  max: v.optional(v.string()),
  enum: v.optional(v.array(v.string())),
  doc: v.string(),
});

const OutputSchema = v.object({
  name: Name,
  rows: v.string(),
  cols: v.string(),
  dtype: v.string(),
  alignedWith: v.optional(v.string()),
  doc: v.string(),
});

const RoutineSchema = v.object({
  name: Name,
  method: v.optional(v.string()),
  doc: v.string(),
  device: v.string(),
  inputs: v.pipe(v.array(InputSchema), v.minLength(1)),
  params: v.array(ParamSchema),
  outputs: v.array(OutputSchema),
  workspaceBytes: v.object({ perRank: v.string(), distributed: v.string() }),
  accuracy: v.optional(v.string()),
  cost: v.optional(v.object({ flops: v.string(), passes: v.string() })),
  limits: v.optional(v.array(v.object({ expression: v.string(), message: v.string() }))),
});

const LibrarySchema = v.object({
  abi: v.literal(1),
  name: Name,
  version: v.string(),
  doc: v.string(),
  routines: v.array(RoutineSchema),
});

/** Checks a library's manifest whole, expressions included. Throws a plain Error that says where it is wrong. */
export function parseManifest(manifest: unknown): LibraryManifest {
  const result = v.safeParse(LibrarySchema, manifest);
  if (!result.success) {
    const issue = result.issues[0];
    throw new Error(`${v.getDotPath(issue) ?? "manifest"}: ${issue.message}`);
  }
  const library: LibraryManifest = result.output;
  requireDistinct("routine", library.routines);
  for (const routine of library.routines) {
    try {
      checkRoutine(routine);
    } catch (error) {
      throw new Error(`routine ${routine.name}: ${(error as Error).message}`, { cause: error });
    }
  }
  return library;
}

function checkRoutine(routine: RoutineManifest): void {
  requireDistinct("input", routine.inputs);
  requireDistinct("output", routine.outputs);
  requireDistinct("parameter", routine.params);
  const known = new Set(["ranks", "itemsize"]);
  for (const { name } of routine.inputs) known.add(`${name}.rows`).add(`${name}.cols`);
  const numeric = (param: ParamManifest): boolean => param.type === "int" || param.type === "float";
  for (const param of routine.params) if (numeric(param)) known.add(param.name);
  for (const [where, text] of expressionsOf(routine)) {
    for (const name of namesIn(parseExpression(text))) {
      if (!known.has(name)) throw new Error(`${where} uses ${name}; known are ${[...known].join(", ")}`);
    }
  }
  const inputs = routine.inputs.map((input) => input.name);
  for (const { name, dtype, alignedWith } of routine.outputs) {
    if (!["float64", "float32", ...inputs].includes(dtype))
      throw new Error(`output ${name} has the unknown dtype ${dtype}`);
    if (alignedWith !== undefined && !inputs.includes(alignedWith)) {
      throw new Error(`output ${name} is aligned with ${alignedWith}, which is no input`);
    }
  }
}

function expressionsOf(routine: RoutineManifest): [where: string, text: string][] {
  const bounds = (param: ParamManifest): [string, string | undefined][] => [
    [`min of ${param.name}`, param.min],
    [`max of ${param.name}`, param.max],
  ];
  const all: [string, string | undefined][] = [
    ...routine.params.flatMap(bounds),
    ...routine.outputs.flatMap(({ name, rows, cols }): [string, string][] => [
      [`rows of ${name}`, rows],
      [`cols of ${name}`, cols],
    ]),
    ["workspaceBytes.perRank", routine.workspaceBytes.perRank],
    ["workspaceBytes.distributed", routine.workspaceBytes.distributed],
    ...(routine.limits ?? []).map(({ expression }): [string, string] => ["a limit", expression]),
  ];
  return all.filter((entry): entry is [string, string] => entry[1] !== undefined);
}

function requireDistinct(what: string, entries: readonly { name: string }[]): void {
  const names = entries.map((entry) => entry.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`the ${what} ${twice} is there twice`);
}
