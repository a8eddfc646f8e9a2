import { type Table, tableFromIPC, tableToIPC } from "apache-arrow";
import { AthanorError } from "./errors.js";
import { FlatTable } from "./flatbuffer.js";
import { type FlightData, flightData, joinBody } from "./flight-data.js";

const CONTINUATION = 0xffffffff;
const BODY_LENGTH_FIELD = 3;

/** A small apache-arrow Table as the messages of a DoGet. Matrices go by encodeRows, which copies nothing. */
export function tableToFlightData(table: Table): FlightData[] {
  const stream = tableToIPC(table, "stream");
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  const messages: FlightData[] = [];
  for (let at = 0; at + 8 <= stream.length; ) {
    const length = view.getInt32(at + 4, true);
    if (view.getUint32(at, true) !== CONTINUATION || length === 0) break;
    const header = stream.subarray(at + 8, at + 8 + length);
    const bodyStart = at + 8 + length;
    at = bodyStart + FlatTable.root(header).long(BODY_LENGTH_FIELD);
    messages.push(flightData({ header, body: stream.subarray(bodyStart, at) }));
  }
  return messages;
}

/** The messages of a DoGet as an apache-arrow Table; everything is gathered, so only for small results. */
export function tableFromFlightData(messages: FlightData[]): Table {
  const pieces: Uint8Array[] = [];
  for (const message of messages) {
    if (message.header.length === 0) continue;
    const padded = Math.ceil(message.header.length / 8) * 8;
    const head = Buffer.alloc(8 + padded);
    head.writeUInt32LE(CONTINUATION, 0);
    head.writeInt32LE(padded, 4);
    head.set(message.header, 8);
    pieces.push(head, joinBody(message.body));
  }
  pieces.push(Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]));
  try {
    return tableFromIPC(Buffer.concat(pieces));
  } catch (cause) {
    throw new AthanorError("ATHANOR_BAD_BATCH", "the messages are not an Arrow table", { cause });
  }
}
