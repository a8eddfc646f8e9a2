import {
  AthanorError,
  cmdDescriptor,
  describeDescriptor,
  type FlightData,
  type FlightDescriptor,
  type PutDescriptor,
} from "athanor-client/wire";
import { randomUUID } from "node:crypto";
import * as v from "valibot";
import type { MatrixRecord } from "../catalog/types.js";
import type { CallContext } from "../flight/handler.js";
import { parseBody } from "./action-schemas.js";
import type { Domain } from "./domain.js";
import { layoutOfSchema } from "./schemas.js";

const Put = v.strictObject({
  capability: v.string(),
  part: v.pipe(v.number(), v.integer(), v.minValue(0)),
  attempt: v.string(),
  rows: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});

/**
 * A DoPut at the bridge's own port: finds or opens the matrix, then relays the stream to a store.
 * `cmd` is the PutDescriptor that a store takes; `path` is [name], [name, part] or [name, part, attempt].
 */
export async function* relayPut(
  domain: Domain,
  incoming: AsyncIterable<FlightData>,
  context: CallContext,
): AsyncGenerator<Uint8Array> {
  const messages = incoming[Symbol.asyncIterator]();
  const first = await messages.next();
  if (first.done || !first.value.descriptor) {
    throw new AthanorError("ATHANOR_INVALID_ARGUMENT", "a DoPut without descriptor; its first message must carry one");
  }
  const opening = await withSchema(first.value, messages);
  const put = putDescriptor(domain, opening, context.principal);
  const store = storeFor(domain, put.part);
  opening[0]!.descriptor = cmdDescriptor(put);
  yield* domain.channel(store, context.principal).doPut(rest(opening, messages), { signal: context.signal });
}

/** The first message, and the next one where the first carries the descriptor alone. */
async function withSchema(first: FlightData, messages: AsyncIterator<FlightData>): Promise<FlightData[]> {
  if (first.header.length > 0) return [first];
  const second = await messages.next();
  if (second.done) throw new AthanorError("ATHANOR_BAD_SCHEMA", "the stream ended before its schema");
  return [first, second.value];
}

async function* rest(opening: FlightData[], messages: AsyncIterator<FlightData>): AsyncGenerator<FlightData> {
  yield* opening;
  for (let next = await messages.next(); !next.done; next = await messages.next()) yield next.value;
}

function putDescriptor(domain: Domain, opening: FlightData[], user: string): PutDescriptor {
  const descriptor = opening[0]!.descriptor!;
  if (descriptor.cmd.length > 0) return parseBody("put", Put, descriptor.cmd);
  const { name, part, attempt } = parsePath(descriptor);
  const record = openMatrix(domain, user, name, opening.at(-1)!);
  return { capability: domain.uploadTarget(record).capability, part, attempt };
}

function parsePath(descriptor: FlightDescriptor): { name: string; part: number; attempt: string } {
  const [name, part = "0", attempt = randomUUID()] = descriptor.path;
  const ordinal = Number(part);
  if (name && descriptor.path.length <= 3 && Number.isSafeInteger(ordinal) && ordinal >= 0) {
    return { name, part: ordinal, attempt };
  }
  const text = `${describeDescriptor(descriptor)}; wanted path [name], [name, part] or [name, part, attempt] with a part number`;
  throw new AthanorError("ATHANOR_INVALID_ARGUMENT", text);
}

/** The open matrix of that name or id, else a new one with the width and dtype of the stream's schema. */
function openMatrix(domain: Domain, user: string, name: string, schemaMessage: FlightData): MatrixRecord {
  const open = domain.catalog.findOpen(user, name);
  if (open) return open;
  domain.refuseWhenDraining();
  const layout = layoutOfSchema(schemaMessage.header);
  return domain.catalog.create(user, {
    name,
    cols: layout.cols,
    dtype: layout.dtype,
    rowIndex: layout.rowIndex,
  });
}

function storeFor(domain: Domain, part: number) {
  const stores = domain.stores();
  const store = stores[part % Math.max(1, stores.length)];
  if (store) return store;
  throw new AthanorError("ATHANOR_STORE_LOST", "no store is running at the moment; send the part again");
}
