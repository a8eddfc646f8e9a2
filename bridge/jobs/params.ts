import {
  AthanorError,
  type Dtype,
  type ParamManifest,
  type ParamValue,
  type RoutineManifest,
} from "athanor-client/wire";
import { suggestion } from "./closest.js";
import { evaluate, parseExpression } from "./expression.js";

/**
 * The complete parameters of a job: what was given, checked, and the manifest's defaults for the rest.
 * `shapes` holds the variables of expressions and gains the numeric parameters, in the manifest's order.
 * @throws AthanorError ATHANOR_INVALID_ARGUMENT
 */
export function completeParams(
  routine: RoutineManifest,
  given: Readonly<Record<string, ParamValue>>,
  dtype: Dtype,
  shapes: Map<string, number>,
): Record<string, ParamValue> {
  const known = routine.params.map((param) => param.name);
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) throw invalid(routine, `has no parameter ${name}; ${suggestion(name, known)}`);
  }
  const complete: Record<string, ParamValue> = {};
  for (const param of routine.params) {
    const value = Object.hasOwn(given, param.name) ? given[param.name]! : defaultOf(routine, param, dtype);
    checkType(routine, param, value);
    if (typeof value === "number") shapes.set(param.name, value);
    complete[param.name] = value;
  }
  // After all are known: the bounds of one may name another.
  for (const param of routine.params) checkRange(routine, param, complete[param.name]!, shapes);
  return complete;
}

function defaultOf(routine: RoutineManifest, param: ParamManifest, dtype: Dtype): ParamValue {
  const fallback = param.default;
  if (fallback === undefined || param.required === true) {
    throw invalid(routine, `needs the parameter ${param.name} (${param.type}): ${param.doc}`);
  }
  return typeof fallback === "object" ? fallback[dtype] : fallback;
}

function checkType(routine: RoutineManifest, param: ParamManifest, value: ParamValue): void {
  const fits = {
    int: Number.isSafeInteger(value),
    float: Number.isFinite(value),
    string: typeof value === "string",
    bool: typeof value === "boolean",
  }[param.type];
  if (!fits) throw invalid(routine, `wants ${param.name} as ${param.type}, not ${JSON.stringify(value)}`);
  if (param.enum !== undefined && !param.enum.includes(value as string)) {
    throw invalid(routine, `knows ${param.name} as ${param.enum.join(", ")}, not ${JSON.stringify(value)}`);
  }
}

function checkRange(
  routine: RoutineManifest,
  param: ParamManifest,
  value: ParamValue,
  shapes: ReadonlyMap<string, number>,
): void {
  if (typeof value !== "number") return;
  const bound = (text: string): number => evaluate(parseExpression(text), shapes);
  if (param.min !== undefined && value < bound(param.min)) {
    throw invalid(routine, `wants ${param.name} >= ${said(param.min, bound(param.min), shapes)}, not ${value}`);
  }
  if (param.max !== undefined && value > bound(param.max)) {
    throw invalid(routine, `wants ${param.name} <= ${said(param.max, bound(param.max), shapes)}, not ${value}`);
  }
}

/** `10 (= min(a.rows, a.cols), where a.rows is 500, a.cols is 10)`, or the number alone where the expression is that. */
function said(text: string, value: number, shapes: ReadonlyMap<string, number>): string {
  if (text.trim() === String(value)) return text;
  const names = [...new Set(text.match(/[A-Za-z][\w.]*/g))].filter((name) => shapes.has(name));
  const known = names.map((name) => `${name} is ${shapes.get(name)}`).join(", ");
  return `${value} (= ${text}${known ? `, where ${known}` : ""})`;
}

const invalid = (routine: RoutineManifest, text: string): AthanorError =>
  new AthanorError("ATHANOR_INVALID_ARGUMENT", `${routine.name} ${text}`);
