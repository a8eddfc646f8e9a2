import { AthanorError, type LibraryManifest, type ParamManifest, type RoutineManifest } from "athanor-client";
import { suggestion } from "../../jobs/closest.js";
import { decimal } from "./parse.js";

export type ParamValue = number | string | boolean;

/** A routine and its full name. */
export interface FoundRoutine {
  name: string;
  routine: RoutineManifest;
}

/**
 * By `library.routine`, the routine by its name or as its manifest spells the method; or by that alone, which is the first
 * library's that has it, as in the clients.
 * @throws AthanorError ATHANOR_UNKNOWN_ROUTINE
 */
export function findRoutine(libraries: readonly LibraryManifest[], wanted: string): FoundRoutine {
  const all = libraries.flatMap((library) =>
    library.routines.map((routine) => ({ name: `${library.name}.${routine.name}`, library: library.name, routine })),
  );
  const found =
    all.find(({ name, library, routine }) => wanted === name || wanted === `${library}.${routine.method}`) ??
    all.find(({ routine }) => wanted === routine.name || wanted === routine.method);
  if (found) return { name: found.name, routine: found.routine };
  const known = all.map(({ name, routine }) => (wanted.includes(".") ? name : routine.name));
  throw new AthanorError("ATHANOR_UNKNOWN_ROUTINE", `no loaded library offers ${wanted}; ${suggestion(wanted, known)}`);
}

/** What a command line says for a routine, each by name. */
export interface NamedArguments {
  inputs: Record<string, string>;
  params: Record<string, string>;
  outputs: Record<string, string>;
}

/**
 * Checks the names ahead of any upload, and gives the parameters their types. Ranges are the bridge's to check.
 * @throws AthanorError ATHANOR_INVALID_ARGUMENT
 */
export function typedParams({ name, routine }: FoundRoutine, given: NamedArguments): Record<string, ParamValue> {
  requireKnown(name, "input", Object.keys(given.inputs), routine.inputs);
  requireKnown(name, "parameter", Object.keys(given.params), routine.params);
  requireKnown(name, "output", Object.keys(given.outputs), routine.outputs);
  for (const input of routine.inputs) {
    if (!Object.hasOwn(given.inputs, input.name))
      throw invalid(`${name} needs the input ${input.name}: give --in ${input.name}=MATRIX. ${input.doc}`);
  }
  const typed: Record<string, ParamValue> = {};
  for (const param of routine.params) {
    const text = given.params[param.name];
    if (text !== undefined) typed[param.name] = typedValue(name, param, text);
    else if (param.required)
      throw invalid(
        `${name} needs the parameter ${param.name}: give --param ${param.name}=${param.type}. ${param.doc}`,
      );
  }
  return typed;
}

function typedValue(routine: string, { name, type }: ParamManifest, text: string): ParamValue {
  if (type === "string") return text;
  if (type === "bool" && (text === "true" || text === "false")) return text === "true";
  if (type === "int" && text.trim() !== "" && Number.isSafeInteger(Number(text))) return Number(text);
  if (type === "float") {
    try {
      return decimal(text);
    } catch {}
  }
  const wanted = { int: "a whole number", float: "a number", bool: "true or false" }[type as "int" | "float" | "bool"];
  throw invalid(`${routine} wants ${name} as ${type}, ${wanted}, not "${text}"`);
}

function requireKnown(routine: string, what: string, given: string[], known: readonly { name: string }[]): void {
  const names = known.map(({ name }) => name);
  const unknown = given.find((name) => !names.includes(name));
  if (unknown !== undefined) throw invalid(`${routine} has no ${what} ${unknown}; ${suggestion(unknown, names)}`);
}

const invalid = (text: string): AthanorError => new AthanorError("ATHANOR_INVALID_ARGUMENT", text);
