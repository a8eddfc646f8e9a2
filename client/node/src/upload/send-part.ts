import type { FlightChannel } from "../wire/channel.js";
import { cmdDescriptor } from "../wire/descriptor.js";
import { encodeRows } from "../wire/encode-rows.js";
import { AthanorError } from "../wire/errors.js";
import { type FlightData, flightData } from "../wire/flight-data.js";
import { encodeSchemaMessage } from "../wire/ipc.js";
import { matrixSchema } from "../wire/matrix-schema.js";
import type { PutDescriptor, PutReceipt } from "../wire/upload.js";
import type { Part } from "./parts.js";
import type { RowBatch, RowSource } from "./row-source.js";

export interface SendOptions {
  signal: AbortSignal;
  /** Called when a batch has been handed to the network, or written. */
  onSent(rows: number, bytes: number): void;
}

/** One attempt of one part: one DoPut. Resolves with the store's receipt, the only proof that the part is kept. */
export async function sendPart(
  channel: FlightChannel,
  descriptor: PutDescriptor,
  source: Pick<RowSource, "cols" | "dtype" | "rowIndex">,
  part: Part,
  options: SendOptions,
): Promise<PutReceipt> {
  let receipt: PutReceipt | null = null;
  const messages = encodePart(descriptor, source, part, options);
  for await (const answer of channel.doPut(messages, { signal: options.signal })) {
    if (answer.length > 0) receipt = JSON.parse(Buffer.from(answer).toString()) as PutReceipt;
  }
  if (!receipt) throw new AthanorError("ATHANOR_INCOMPLETE_STREAM", `part ${part.ordinal} was not acknowledged`);
  return receipt;
}

async function* encodePart(
  descriptor: PutDescriptor,
  source: Pick<RowSource, "cols" | "dtype" | "rowIndex">,
  part: Part,
  options: SendOptions,
): AsyncGenerator<FlightData> {
  const { cols, dtype, rowIndex } = source;
  const schema = matrixSchema({ cols, dtype, index: rowIndex !== "none" });
  yield flightData({ descriptor: cmdDescriptor(descriptor), header: encodeSchemaMessage(schema) });
  let rows = 0;
  for await (const batch of part.batches()) {
    yield encodeRows({ rows: batch.rows, cols, dtype, values: bytesOf(batch), indices: batch.indices });
    rows += batch.rows;
    options.onSent(batch.rows, batch.values.byteLength);
  }
  checkRows(part, rows);
  yield flightData({ appMetadata: Buffer.from(JSON.stringify({ end: true, rows })) });
}

/** @throws AthanorError ATHANOR_INVALID_ARGUMENT when the part brought other rows than it had announced */
export function checkRows(part: Part, rows: number): void {
  if (rows === part.rows) return;
  const text = `part ${part.ordinal} brought ${rows} rows, ${part.rows} were announced; the input must not change during the upload`;
  throw new AthanorError("ATHANOR_INVALID_ARGUMENT", text);
}

export function bytesOf({ values }: RowBatch): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
