import { AthanorError } from "athanor-client/wire";
import * as v from "valibot";
import { namePattern, nameRule } from "../catalog/names.js";
import { issueText } from "../common/schema-issue.js";

/** Shapes of the actions' JSON bodies (client/node/src/wire/actions.ts), checked once, at this edge. */
const Text = v.pipe(v.string(), v.minLength(1), v.maxLength(1024));
const MatrixName = v.pipe(v.string(), v.regex(namePattern, nameRule));
const Size = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const Ttl = v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))));
const IfExists = v.optional(v.picklist(["error", "replace", "reuse"]));
const ParamValue = v.union([v.number(), v.string(), v.boolean()]);

export const schemas = {
  createMatrix: v.strictObject({
    name: v.optional(MatrixName),
    cols: v.pipe(Size, v.minValue(1)),
    dtype: v.picklist(["float64", "float32"]),
    rows: v.optional(Size),
    parts: v.optional(v.pipe(Size, v.minValue(1), v.maxValue(1_000_000))),
    rowIndex: v.optional(v.picklist(["none", "positions", "labels"])),
    missingRows: v.optional(v.picklist(["refuse", "zero"])),
    ifExists: IfExists,
    ttlMs: Ttl,
  }),
  sealMatrix: v.strictObject({
    matrix: Text,
    parts: v.optional(Size),
    rows: v.optional(Size),
    attempts: v.optional(v.union([v.literal("auto"), v.record(v.string(), v.string())])),
  }),
  matrix: v.strictObject({ matrix: Text }),
  renewMatrix: v.strictObject({ matrix: Text, ttlMs: Ttl }),
  listMatrices: v.strictObject({ prefix: v.optional(v.string()) }),
  submit: v.strictObject({
    routine: Text,
    inputs: v.record(v.string(), Text),
    params: v.optional(v.record(v.string(), ParamValue)),
    outputs: v.optional(v.record(v.string(), MatrixName)),
    key: v.optional(Text),
    ifExists: IfExists,
    ttlMs: Ttl,
  }),
  job: v.strictObject({ job: Text }),
  listJobs: v.strictObject({
    state: v.optional(v.picklist(["queued", "running", "succeeded", "failed", "cancelled"])),
    limit: v.optional(v.pipe(Size, v.minValue(1), v.maxValue(10_000))),
  }),
  advise: v.strictObject({
    rows: v.pipe(Size, v.minValue(1)),
    cols: v.pipe(Size, v.minValue(1)),
    k: v.pipe(Size, v.minValue(1)),
    from: v.optional(v.picklist(["memory", "spark"])),
  }),
  nothing: v.strictObject({}),
};

/**
 * A JSON body as the type of its schema; an empty body counts as {}.
 * @throws AthanorError ATHANOR_INVALID_ARGUMENT with the path of the bad field
 */
export function parseBody<S extends v.GenericSchema>(what: string, schema: S, body: Uint8Array): v.InferOutput<S> {
  let json: unknown;
  try {
    json = body.length === 0 ? {} : JSON.parse(Buffer.from(body).toString("utf8"));
  } catch (cause) {
    throw new AthanorError("ATHANOR_INVALID_ARGUMENT", `${what}: the body is not JSON; send an object`, { cause });
  }
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw new AthanorError("ATHANOR_INVALID_ARGUMENT", issueText(issue, what, `${what}.`));
}
