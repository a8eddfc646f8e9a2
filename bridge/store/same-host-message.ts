import { AthanorError, type SameHostMessage } from "athanor-client/wire";
import * as v from "valibot";

const Count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const Digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}$/));
const Message = v.union([
  v.strictObject({ reserve: Count }),
  v.strictObject({ written: Count }),
  v.strictObject({ end: v.literal(true), rows: Count, digest: v.exactOptional(Digest) }),
]) satisfies v.GenericSchema<SameHostMessage>;
const WANTED = '{"reserve": rows}, {"written": rows} or {"end": true, "rows": n, "digest"?: crc32 as 8 hex digits}';

export type SameHostEnd = Extract<SameHostMessage, { end: true }>;

/** What the sender of a same-host attempt says. @throws AthanorError ATHANOR_INVALID_ARGUMENT */
export function parseSameHostMessage(appMetadata: Uint8Array, part: number): SameHostMessage {
  const text = Buffer.from(appMetadata).toString();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = null;
  }
  const result = v.safeParse(Message, json);
  if (result.success) return result.output;
  const found = `part ${part} says ${text.slice(0, 100)} in app_metadata; wanted ${WANTED}`;
  throw new AthanorError("ATHANOR_INVALID_ARGUMENT", found);
}
