import { AthanorError, type FlightData, type Ticket } from "athanor-client/wire";
import type { ReadTicket } from "../common/capability-types.js";
import type { CallContext } from "../flight/handler.js";
import type { Domain } from "./domain.js";
import { summaryTable } from "./schemas.js";

/** A DoGet at the bridge's own port: matrix tickets are relayed to their store, summaries served from here. */
export async function* relayGet(domain: Domain, ticket: Ticket, context: CallContext): AsyncGenerator<FlightData> {
  const capability = domain.verify(Buffer.from(ticket.ticket).toString("utf8"), context.principal);
  if (capability.kind === "summary") {
    yield* summaryTable(domain.jobs.get(context.principal, capability.jobId).outputs);
  } else if (capability.kind === "read") {
    yield* relayRead(domain, capability, ticket, context);
  } else {
    throw new AthanorError("ATHANOR_PERMISSION_DENIED", "an upload capability is no ticket; use get_flight_info");
  }
}

/** Pins the matrix for as long as it is read, so that a drop meanwhile does not cut the reader off. */
async function* relayRead(domain: Domain, read: ReadTicket, ticket: Ticket, context: CallContext) {
  const stores = domain.stores();
  const store = stores.find((candidate) => candidate.index === read.store) ?? stores[0];
  if (!store) throw new AthanorError("ATHANOR_STORE_LOST", "no store is running at the moment; try again");
  const unpin = domain.catalog.pin(read.matrixId);
  try {
    yield* domain.channel(store, context.principal).doGet(ticket, { signal: context.signal });
  } finally {
    unpin();
  }
}
