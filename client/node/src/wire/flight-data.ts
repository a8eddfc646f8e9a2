import { AthanorError } from "./errors.js";
import { FlightDescriptor } from "./generated/arrow/flight.js";
import { joinPieces, type Pieces, piecesLength } from "./pieces.js";

/**
 * One message of a DoPut, DoGet or DoExchange stream. Parsed by hand, so that bodies never pass through a
 * protobuf object: `body` and the other fields are views into the buffers that were received.
 */
export interface FlightData {
  /** Only on the first message of a DoPut or DoExchange. */
  descriptor: FlightDescriptor | null;
  /** A bare flatbuffers Message (schema, record batch, ...); empty on a message that carries only metadata. */
  header: Uint8Array;
  appMetadata: Uint8Array;
  /** The IPC message body, in one piece or several: as it came, or as it is to be sent. Nothing is joined in between. */
  body: Uint8Array | Pieces;
}

/** Largest body that is sent or taken: apache-arrow and Buffer offsets are only safe below 2 GiB. */
export const MAX_BODY_BYTES = 0x7fff_ffff;

const EMPTY = new Uint8Array(0);
const WIRE_VARINT = 0;
const WIRE_FIXED64 = 1;
const WIRE_BYTES = 2;
const WIRE_FIXED32 = 5;
const FIELD_DESCRIPTOR = 1;
const FIELD_HEADER = 2;
const FIELD_APP_METADATA = 3;
const FIELD_BODY = 1000;

/** A FlightData with every field given or empty. */
export function flightData(fields: Partial<FlightData>): FlightData {
  return { descriptor: null, header: EMPTY, appMetadata: EMPTY, body: EMPTY, ...fields };
}

/**
 * Parses one FlightData message without copying. Fields may come in any order, unknown ones are skipped, of
 * a repeated one the last counts (protobuf's rule). Of a message in pieces only the body may reach over more than
 * one of them, as it does when it comes last; any other is joined first.
 * @throws AthanorError ATHANOR_BAD_BATCH when the bytes are not a FlightData message
 */
export function decodeFlightData(message: Uint8Array | Pieces): FlightData {
  if (!Array.isArray(message)) return parse(message, []);
  const [first, ...rest] = message;
  if (!first || rest.length === 0) return parse(first ?? EMPTY, []);
  try {
    return parse(first, rest);
  } catch {
    return parse(joinPieces(message), []);
  }
}

/** Parses what lies in `first`; a body may end with the last of `rest`. */
function parse(first: Uint8Array, rest: Pieces): FlightData {
  const data = flightData({});
  const total = first.length + piecesLength(rest);
  const cursor: Cursor = { bytes: first, at: 0 };
  while (cursor.at < total) {
    const tag = readVarint(cursor);
    const field = Math.floor(tag / 8);
    if (tag % 8 !== WIRE_BYTES) {
      skip(cursor, tag % 8);
      continue;
    }
    const length = readVarint(cursor);
    if (field === FIELD_BODY && rest.length > 0 && cursor.at + length === total) {
      data.body = [first.subarray(cursor.at), ...rest].filter((piece) => piece.length > 0);
      return data;
    }
    setField(data, field, readBytes(cursor, field, length));
  }
  return data;
}

/**
 * The message but for its body, where `first`, the message's first bytes, has all that, and the body is what comes after
 * it to the end of the message's `length` bytes; else null. `bodyFrom`: where it starts; `head`: these bytes, a message
 * without a body.
 */
export function decodeFlightHead(
  first: Buffer,
  length: number,
): { data: FlightData; head: Buffer; bodyFrom: number } | null {
  const data = flightData({});
  const cursor: Cursor = { bytes: first, at: 0 };
  try {
    while (cursor.at < first.length) {
      const headEnd = cursor.at;
      const tag = readVarint(cursor);
      if (tag % 8 !== WIRE_BYTES) return null;
      const fieldLength = readVarint(cursor);
      const field = Math.floor(tag / 8);
      if (field !== FIELD_BODY) setField(data, field, readBytes(cursor, field, fieldLength));
      else if (cursor.at + fieldLength !== length) return null;
      else return { data, head: first.subarray(0, headEnd), bodyFrom: cursor.at };
    }
  } catch {
    // It is said where the whole message is decoded.
  }
  return null;
}

function setField(data: FlightData, field: number, value: Uint8Array): void {
  if (field === FIELD_BODY) data.body = value;
  else if (field === FIELD_HEADER) data.header = value;
  else if (field === FIELD_APP_METADATA) data.appMetadata = value;
  else if (field === FIELD_DESCRIPTOR) data.descriptor = decodeDescriptor(value);
}

/** The message as pieces to be written one after the other; the body's bytes are not copied. */
export function encodeFlightData(data: FlightData): Uint8Array[] {
  const body = bodyPieces(data.body);
  const length = piecesLength(body);
  if (length > MAX_BODY_BYTES) {
    throw new AthanorError("ATHANOR_MESSAGE_TOO_LARGE", `a body of ${length} bytes; split it below 2 GiB`);
  }
  const descriptor = data.descriptor ? FlightDescriptor.encode(data.descriptor).finish() : EMPTY;
  const prefix = Buffer.allocUnsafe(descriptor.length + data.header.length + data.appMetadata.length + 28);
  let at = 0;
  if (data.descriptor) at = putField(prefix, at, FIELD_DESCRIPTOR, descriptor);
  if (data.header.length > 0) at = putField(prefix, at, FIELD_HEADER, data.header);
  if (data.appMetadata.length > 0) at = putField(prefix, at, FIELD_APP_METADATA, data.appMetadata);
  // An empty body is written out too: the C++ client takes a schema message without one for malformed.
  at = putVarint(prefix, at, FIELD_BODY * 8 + WIRE_BYTES);
  at = putVarint(prefix, at, length);
  return [prefix.subarray(0, at), ...body];
}

/** The message in one Buffer (one copy of the body). */
export function encodeFlightDataBuffer(data: FlightData): Buffer {
  return Buffer.concat(encodeFlightData(data));
}

/** Bytes of a body, in pieces or not. */
export function bodyLength(body: FlightData["body"]): number {
  return piecesLength(bodyPieces(body));
}

/** A body in one piece; copies only when it was in several. */
export function joinBody(body: FlightData["body"]): Uint8Array {
  return Array.isArray(body) ? joinPieces(body) : body;
}

/** A body as pieces. */
export function bodyPieces(body: FlightData["body"]): Pieces {
  if (Array.isArray(body)) return body;
  return body.length === 0 ? [] : [body];
}

interface Cursor {
  bytes: Uint8Array;
  at: number;
}

function decodeDescriptor(bytes: Uint8Array): FlightDescriptor {
  try {
    return FlightDescriptor.decode(bytes);
  } catch (cause) {
    throw new AthanorError("ATHANOR_BAD_BATCH", "the descriptor of a FlightData message cannot be parsed", { cause });
  }
}

function readVarint(cursor: Cursor): number {
  let value = 0;
  for (let scale = 1; scale < 2 ** 64; scale *= 128) {
    const byte = cursor.bytes[cursor.at++];
    if (byte === undefined) throw malformed(cursor, "a number is cut off");
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
  }
  throw malformed(cursor, "a number has more than 64 bits");
}

function readBytes(cursor: Cursor, field: number, length: number): Uint8Array {
  const start = cursor.at;
  const left = cursor.bytes.length - start;
  if (length > left) throw malformed(cursor, `field ${field} says ${length} bytes, ${left} are left`);
  cursor.at = start + length;
  return cursor.bytes.subarray(start, cursor.at);
}

function skip(cursor: Cursor, wireType: number): void {
  if (wireType === WIRE_VARINT) readVarint(cursor);
  else if (wireType === WIRE_FIXED64) cursor.at += 8;
  else if (wireType === WIRE_FIXED32) cursor.at += 4;
  else throw malformed(cursor, `wire type ${wireType} does not occur in Flight`);
  if (cursor.at > cursor.bytes.length) throw malformed(cursor, "a field is cut off");
}

function malformed(cursor: Cursor, what: string): AthanorError {
  const text = `not a FlightData message: ${what} (byte ${cursor.at} of ${cursor.bytes.length})`;
  return new AthanorError("ATHANOR_BAD_BATCH", text);
}

function putField(target: Buffer, at: number, field: number, value: Uint8Array): number {
  at = putVarint(target, at, field * 8 + WIRE_BYTES);
  at = putVarint(target, at, value.length);
  target.set(value, at);
  return at + value.length;
}

function putVarint(target: Buffer, at: number, value: number): number {
  while (value >= 128) {
    target[at++] = (value % 128) | 0x80;
    value = Math.floor(value / 128);
  }
  target[at++] = value;
  return at;
}
