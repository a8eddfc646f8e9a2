import { randomUUID } from "node:crypto";
import {
  AthanorError,
  cmdDescriptor,
  decodeSchemaMessage,
  describeDescriptor,
  type FlightData,
  type FlightDescriptor,
  messageKind,
  type PutDescriptor,
  RowDecoder,
} from "athanor-client/wire";
import * as v from "valibot";
import type { MatrixRecord } from "../catalog/types.js";
import type { CallContext } from "../flight/handler.js";
import { parseBody } from "./action-schemas.js";
import type { Domain } from "./domain.js";

const Put = v.strictObject({
  capability: v.string(),
  part: v.pipe(v.number(), v.integer(), v.minValue(0)),
  attempt: v.string(),
  rows: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  sameHost: v.optional(v.string()),
});

/** They are held in memory: empty batches that may come ahead of the first one that has rows. */
const maxOpeningMessages = 1_000;

interface Opening {
  messages: FlightData[];
  /** Knows the width and dtype, where the matrix is named by a path. */
  decoder: RowDecoder | null;
}

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
  const descriptor = first.value.descriptor;
  const opening: Opening =
    descriptor.cmd.length > 0 ? { messages: [first.value], decoder: null } : await openingOf(first.value, messages);
  const put = putDescriptor(domain, descriptor, opening, context.principal);
  const store = storeFor(domain, put.part);
  first.value.descriptor = cmdDescriptor(put);
  const channel = domain.channel(store, context.principal);
  yield* channel.doPut(rest(opening.messages, messages), { signal: context.signal });
}

/**
 * The first messages, up to what says how wide the matrix is: the schema, which may come after a message with the
 * descriptor alone, and for lists of undeclared length the first batch too.
 */
async function openingOf(first: FlightData, messages: AsyncIterator<FlightData>): Promise<Opening> {
  const opening: Opening = { messages: [first], decoder: null };
  while (opening.decoder === null || opening.decoder.cols === null) {
    const message = opening.messages.at(-1)!;
    const kind = messageKind(message.header);
    if (kind === "schema") opening.decoder = new RowDecoder(decodeSchemaMessage(message.header));
    if (kind === "recordBatch") opening.decoder?.decode(message);
    if (opening.decoder && opening.decoder.cols !== null) break;
    if (opening.messages.length >= maxOpeningMessages) {
      const text = `${maxOpeningMessages} messages did not say how many columns there are; send a batch with rows first`;
      throw new AthanorError("ATHANOR_BAD_SCHEMA", text);
    }
    const next = await messages.next();
    if (next.done)
      throw new AthanorError("ATHANOR_BAD_SCHEMA", "the stream ended before it said how many columns there are");
    opening.messages.push(next.value);
  }
  return opening;
}

async function* rest(opening: FlightData[], messages: AsyncIterator<FlightData>): AsyncGenerator<FlightData> {
  yield* opening;
  for (let next = await messages.next(); !next.done; next = await messages.next()) yield next.value;
}

function putDescriptor(domain: Domain, descriptor: FlightDescriptor, opening: Opening, user: string): PutDescriptor {
  if (descriptor.cmd.length > 0) return parseBody("put", Put, descriptor.cmd);
  const { name, part, attempt } = parsePath(descriptor);
  const record = openMatrix(domain, user, name, opening.decoder!);
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
function openMatrix(domain: Domain, user: string, name: string, decoder: RowDecoder): MatrixRecord {
  const open = domain.catalog.findOpen(user, name);
  if (open) return open;
  domain.refuseWhenDraining();
  return domain.catalog.create(user, {
    name,
    cols: decoder.cols!,
    dtype: decoder.dtype,
    // Nothing said what the indices mean: as labels they are carried along and no row is moved.
    rowIndex: decoder.layout.indexColumn === null ? "none" : "labels",
  });
}

function storeFor(domain: Domain, part: number) {
  const stores = domain.stores();
  const store = stores[part % Math.max(1, stores.length)];
  if (store) return store;
  throw new AthanorError("ATHANOR_STORE_LOST", "no store is running at the moment; send the part again");
}
