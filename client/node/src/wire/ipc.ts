import { MessageHeader, type Schema } from "apache-arrow";
import { BufferRegion, FieldNode, Message, RecordBatch } from "apache-arrow/ipc/metadata/message";
import { AthanorError } from "./errors.js";
import { FlatTable } from "./flatbuffer.js";

/** What a message's header says of a record batch. Offsets are into the message's body. */
export interface BatchHeader {
  rows: number;
  nodes: { length: number; nullCount: number }[];
  buffers: { offset: number; length: number }[];
  bodyLength: number;
  /** Name of the body's compression, such as LZ4_FRAME; null for none. */
  compression: string | null;
}

export type MessageKind = "none" | "schema" | "dictionaryBatch" | "recordBatch" | "other";

const KINDS: MessageKind[] = ["none", "schema", "dictionaryBatch", "recordBatch"];
const CODECS = ["LZ4_FRAME", "ZSTD"];
const CONTINUATION = 0xffffffff;
// Field numbers of the flatbuffers tables Message, RecordBatch and BodyCompression.
const MESSAGE = { headerType: 1, header: 2, bodyLength: 3 };
const BATCH = { length: 0, nodes: 1, buffers: 2, compression: 3 };
const COMPRESSION = { codec: 0 };

/** What a FlightData header is; "none" for an empty one. */
export function messageKind(header: Uint8Array): MessageKind {
  if (header.length === 0) return "none";
  return parse(() => KINDS[FlatTable.root(header).byte(MESSAGE.headerType, 0)] ?? "other", "header");
}

/** Reads a record batch's header without touching its body. @throws AthanorError ATHANOR_BAD_BATCH */
export function decodeBatchHeader(header: Uint8Array): BatchHeader {
  return parse(() => {
    const message = FlatTable.root(header);
    const batch = message.table(MESSAGE.header);
    if (!batch || KINDS[message.byte(MESSAGE.headerType, 0)] !== "recordBatch") throw new RangeError("another kind");
    const compression = batch.table(BATCH.compression);
    const codec = compression?.byte(COMPRESSION.codec, 0);
    return {
      rows: batch.long(BATCH.length),
      nodes: batch.longPairs(BATCH.nodes).map(([length, nullCount]) => ({ length, nullCount })),
      buffers: batch.longPairs(BATCH.buffers).map(([offset, length]) => ({ offset, length })),
      bodyLength: message.long(MESSAGE.bodyLength),
      compression: codec === undefined ? null : (CODECS[codec] ?? `codec ${codec}`),
    };
  }, "record batch header");
}

/** The header of an uncompressed record batch, for FlightData.header. */
export function encodeBatchHeader(header: Omit<BatchHeader, "compression">): Uint8Array {
  const nodes = header.nodes.map((node) => new FieldNode(node.length, node.nullCount));
  const buffers = header.buffers.map((buffer) => new BufferRegion(buffer.offset, buffer.length));
  const batch = new RecordBatch(header.rows, nodes, buffers, null);
  return Message.encode(Message.from(batch, header.bodyLength));
}

/** A schema as the first FlightData header of a stream carries it: a bare Message. */
export function encodeSchemaMessage(schema: Schema): Uint8Array {
  return Message.encode(new Message(0, schema.metadataVersion, MessageHeader.Schema, schema));
}

/** @throws AthanorError ATHANOR_BAD_SCHEMA when the header is no schema */
export function decodeSchemaMessage(header: Uint8Array): Schema {
  try {
    const message = Message.decode(header);
    if (message.isSchema()) return message.header();
  } catch (cause) {
    throw new AthanorError("ATHANOR_BAD_SCHEMA", "the schema message cannot be parsed", { cause });
  }
  throw new AthanorError("ATHANOR_BAD_SCHEMA", "a stream must begin with a schema message; it begins with another");
}

/** A schema as FlightInfo.schema and SchemaResult carry it: encapsulated, padded to 8 bytes. */
export function encodeEncapsulatedSchema(schema: Schema): Buffer {
  const message = encodeSchemaMessage(schema);
  const padded = Math.ceil(message.length / 8) * 8;
  const bytes = Buffer.alloc(8 + padded);
  bytes.writeUInt32LE(CONTINUATION, 0);
  bytes.writeInt32LE(padded, 4);
  bytes.set(message, 8);
  return bytes;
}

/** Also takes the form before Arrow 0.15, without continuation marker. */
export function decodeEncapsulatedSchema(bytes: Uint8Array): Schema {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const marked = bytes.length >= 8 && view.getUint32(0, true) === CONTINUATION;
  return decodeSchemaMessage(bytes.subarray(marked ? 8 : 4));
}

function parse<T>(read: () => T, what: string): T {
  try {
    return read();
  } catch (cause) {
    throw new AthanorError("ATHANOR_BAD_BATCH", `the ${what} of a message cannot be parsed`, { cause });
  }
}
