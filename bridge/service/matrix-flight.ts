import {
  AthanorError,
  encodeEncapsulatedSchema,
  type FlightDescriptor,
  type FlightEndpoint,
  type FlightInfo,
} from "athanor-client/wire";
import type { MatrixRecord } from "../catalog/types.js";
import type { ReadTicket } from "../common/capability-types.js";
import type { Domain } from "./domain.js";
import { cutRows, type RowRun } from "./row-ranges.js";
import { matrixSchema } from "./schemas.js";

/** Clients that read in parallel get at least one endpoint per this many bytes. */
const BYTES_PER_ENDPOINT = 256 * 2 ** 20;
/** Tells a client that it may fetch over the connection it has (the bridge relays). */
const REUSE_CONNECTION = { uri: "arrow-flight-reuse-connection://?" };

/** The FlightInfo of a sealed matrix, or of rows [from, to) of it. */
export function matrixFlight(
  domain: Domain,
  user: string,
  record: MatrixRecord,
  range: [number, number] | null,
  descriptor: FlightDescriptor,
): FlightInfo {
  if (record.state !== "sealed") {
    const text = `matrix ${record.name ?? record.id} is ${record.state}; seal it first (athanor.sealMatrix)`;
    throw new AthanorError("ATHANOR_MATRIX_NOT_SEALED", text);
  }
  const stored = record.storedRows ?? 0;
  const [from, to] = checkedRange(record, stored, range);
  const bytes = stored === 0 ? 0 : Math.round((record.bytes / stored) * (to - from));
  const stores = domain.stores().length;
  const runs = Math.max(stores, Math.ceil(bytes / BYTES_PER_ENDPOINT));
  const cut = cutRows(domain.catalog.parts(record.id), from, to, runs);
  return {
    schema: encodeEncapsulatedSchema(matrixSchema(record)),
    flightDescriptor: descriptor,
    endpoint: cut.map((run, ordinal) => endpoint(domain, user, record, run, stores === 0 ? 0 : ordinal % stores)),
    totalRecords: to - from,
    totalBytes: bytes,
    ordered: true,
    appMetadata: Buffer.from(JSON.stringify(domain.catalog.info(record))),
  };
}

function checkedRange(record: MatrixRecord, stored: number, range: [number, number] | null): [number, number] {
  if (!range) return [0, stored];
  const [from, to] = range;
  if (from <= to && to <= stored) return [from, to];
  const text = `rows ${from} to ${to} were asked for; matrix ${record.name ?? record.id} has rows 0 to ${stored}`;
  throw new AthanorError("ATHANOR_INVALID_ARGUMENT", text);
}

function endpoint(domain: Domain, user: string, record: MatrixRecord, run: RowRun, store: number): FlightEndpoint {
  const expiresAtMs = Date.now() + domain.config.ticketTtlMs;
  const ticket: ReadTicket = {
    kind: "read",
    user,
    matrixId: record.id,
    cols: record.cols,
    dtype: record.dtype,
    store,
    firstRow: run.firstRow,
    tier: record.tier,
    pieces: run.pieces,
    expiresAtMs,
  };
  const served = domain.stores()[store];
  return {
    ticket: { ticket: Buffer.from(domain.sign(ticket)) },
    location: served ? [{ uri: domain.storeUri(served) }, REUSE_CONNECTION] : [REUSE_CONNECTION],
    expirationTime: new Date(expiresAtMs),
    appMetadata: Buffer.from(JSON.stringify({ firstRow: run.firstRow, rows: run.rows })),
  };
}
