import { allocateValues, type RowBatch, type Values } from "../upload/row-source.js";
import type { Dtype } from "../wire/actions.js";
import { RowDecoder } from "../wire/decode-rows.js";
import { AthanorError } from "../wire/errors.js";
import type { FlightData } from "../wire/flight-data.js";
import { decodeSchemaMessage } from "../wire/ipc.js";

/** The rows of one DoGet stream. @throws AthanorError ATHANOR_BAD_SCHEMA, ATHANOR_BAD_BATCH */
export async function* decodeRows(
  messages: AsyncIterable<FlightData>,
  wanted: { cols: number; dtype: Dtype },
): AsyncGenerator<RowBatch> {
  let decoder: RowDecoder | null = null;
  for await (const message of messages) {
    if (message.header.length === 0) continue;
    if (!decoder) {
      decoder = new RowDecoder(decodeSchemaMessage(message.header));
      checkLayout(decoder, wanted);
      continue;
    }
    const batch = decoder.decode(message);
    if (batch && batch.rows > 0)
      yield { rows: batch.rows, values: typed(batch.values, wanted.dtype), indices: batch.indices };
  }
}

function checkLayout(decoder: RowDecoder, wanted: { cols: number; dtype: Dtype }): void {
  if (decoder.cols === wanted.cols && decoder.dtype === wanted.dtype) return;
  const text = `the stream carries ${decoder.cols} columns of ${decoder.dtype}, the matrix has ${wanted.cols} of ${wanted.dtype}`;
  throw new AthanorError("ATHANOR_BAD_SCHEMA", text);
}

/** A view where the bytes are aligned, else a copy. Bytes on the wire are little-endian, as on every host Node runs well on. */
function typed(bytes: Uint8Array, dtype: Dtype): Values {
  const Type = dtype === "float64" ? Float64Array : Float32Array;
  const length = bytes.byteLength / Type.BYTES_PER_ELEMENT;
  if (bytes.byteOffset % Type.BYTES_PER_ELEMENT === 0)
    return new Type(bytes.buffer as ArrayBuffer, bytes.byteOffset, length);
  const copy = allocateValues(dtype, length);
  new Uint8Array(copy.buffer).set(bytes);
  return copy;
}
