import {
  encodeRows,
  encodeSchemaMessage,
  type FlightData,
  flightData,
  matrixSchema,
  type Ticket,
} from "athanor-client/wire";
import { verifyReadTicket } from "../common/capability.js";
import type { CallContext } from "../flight/index.js";
import { isIndexed, readRows } from "./part-reader.js";
import type { StoreServices } from "./services.js";

/** Large enough that per-message work vanishes, small enough for every client's receive limit. */
const batchBytes = 4 * 1024 * 1024;
/** How often the bridge hears that a reader is at work, so that its matrix does not expire meanwhile. */
const readerActiveIntervalMs = 30_000;

/**
 * One DoGet: the rows of a ticket as a schema and batches; the schema alone when there are none. Its metadata says
 * where the rows are from, but not how many: a client that sends the table on, cut or joined, would declare that count.
 */
export async function* doGet(
  services: StoreServices,
  ticket: Ticket,
  context: CallContext,
): AsyncGenerator<FlightData> {
  const read = verifyReadTicket(services.capabilityKey, Buffer.from(ticket.ticket).toString(), context.principal);
  const active = setInterval(() => services.requests.readerActive(read.matrixId), readerActiveIntervalMs);
  try {
    const { cols, dtype } = read;
    const metadata = { "athanor.matrix": read.matrixId, "athanor.firstRow": String(read.firstRow) };
    yield flightData({ header: encodeSchemaMessage(matrixSchema({ cols, dtype, index: isIndexed(read) }, metadata)) });
    for await (const batch of readRows(services.directories, read, batchBytes)) {
      yield encodeRows({ ...batch, cols, dtype });
    }
  } finally {
    clearInterval(active);
  }
}
