import { AthanorError, type FlightDescriptor, type SubmitRequest } from "athanor-client/wire";
import * as v from "valibot";
import { parseBody, schemas } from "./action-schemas.js";

/** What a descriptor asks for, whichever way it is spelt. */
export type FlightCommand =
  | { kind: "matrix"; matrix: string; rows: [number, number] | null }
  | { kind: "routine"; request: SubmitRequest }
  | { kind: "job"; job: string };

const RowNumber = v.pipe(v.number(), v.integer(), v.minValue(0));
const MatrixCommand = v.strictObject({
  matrix: v.pipe(v.string(), v.minLength(1)),
  rows: v.optional(v.tuple([RowNumber, RowNumber])),
});

/**
 * `path=[name or id]` is a matrix; `cmd` is JSON: {"matrix": ..., "rows"?: [from, to]}, {"job": id}, or a
 * routine to run as in `athanor.submit`.
 */
export function parseCommand(descriptor: FlightDescriptor): FlightCommand {
  if (descriptor.path.length > 0) {
    if (descriptor.path.length === 1) return { kind: "matrix", matrix: descriptor.path[0]!, rows: null };
    const text = `a path of ${descriptor.path.length} elements (${descriptor.path.join(", ").slice(0, 100)}); a matrix is named by one`;
    throw new AthanorError("ATHANOR_INVALID_ARGUMENT", text);
  }
  if (descriptor.cmd.length === 0) {
    throw new AthanorError("ATHANOR_INVALID_ARGUMENT", "the descriptor is empty; give path=[name] or cmd=JSON");
  }
  const keys = commandKeys(descriptor.cmd);
  if (keys.includes("matrix")) {
    const { matrix, rows } = parseBody("cmd", MatrixCommand, descriptor.cmd);
    return { kind: "matrix", matrix, rows: rows ?? null };
  }
  if (keys.includes("job")) return { kind: "job", job: parseBody("cmd", schemas.job, descriptor.cmd).job };
  return { kind: "routine", request: parseBody("cmd", schemas.submit, descriptor.cmd) };
}

function commandKeys(cmd: Uint8Array): string[] {
  const loose = parseBody("cmd", v.looseObject({}), cmd);
  return Object.keys(loose);
}
