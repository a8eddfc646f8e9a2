import { AthanorError, type FlightData, type PutDescriptor } from "athanor-client/wire";
import * as v from "valibot";
import { verifyWriteGrant } from "../common/capability.js";
import type { WriteGrant } from "../common/capability-types.js";
import type { AttemptKey } from "./leash-requests.js";

const Count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));

const PutDescriptorSchema = v.object({
  capability: v.string(),
  part: Count,
  attempt: v.pipe(v.string(), v.minLength(1), v.maxLength(256), v.regex(/^[^/]*$/, 'an attempt must not contain "/"')),
  rows: v.optional(Count),
  sameHost: v.optional(v.string()),
}) satisfies v.GenericSchema<PutDescriptor>;

/** What the first message of a DoPut asks for, checked. */
export interface PutRequest {
  grant: WriteGrant;
  key: AttemptKey;
  /** Rows declared in the descriptor; null: not there. */
  rows: number | null;
  /** What the sender read in the probe, if it wants to write the files itself. */
  sameHost: string | null;
}

/**
 * Reads the descriptor of a DoPut and checks that this user may write this matrix.
 * @throws AthanorError ATHANOR_INVALID_ARGUMENT, ATHANOR_PERMISSION_DENIED, ATHANOR_TICKET_EXPIRED
 */
export function readPutRequest(first: FlightData, capabilityKey: Uint8Array, user: string): PutRequest {
  const cmd = first.descriptor?.cmd;
  if (!cmd || cmd.length === 0) {
    throw invalid("the first message has no descriptor with a command; a store wants a PutDescriptor as JSON there");
  }
  const descriptor = parse(cmd);
  const grant = verifyWriteGrant(capabilityKey, descriptor.capability, user);
  const { part, attempt, rows = null, sameHost = null } = descriptor;
  return { grant, key: { matrixId: grant.matrixId, part, attempt }, rows, sameHost };
}

function parse(cmd: Uint8Array): PutDescriptor {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(cmd).toString());
  } catch (cause) {
    throw invalid(`the descriptor's command is not JSON: ${(cause as Error).message}`);
  }
  const result = v.safeParse(PutDescriptorSchema, json);
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw invalid(`PutDescriptor.${v.getDotPath(issue) ?? ""}: ${issue.message}`);
}

function invalid(text: string): AthanorError {
  return new AthanorError("ATHANOR_INVALID_ARGUMENT", text);
}
