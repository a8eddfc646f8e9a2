import type { Dtype } from "./actions.js";
import { AthanorError } from "./errors.js";
import { type FlightData, flightData, MAX_BODY_BYTES } from "./flight-data.js";
import { encodeBatchHeader } from "./ipc.js";

/** Rows to be sent: row-major little-endian values, in one piece or several, and row indices if there are any. */
export interface RowBlock {
  rows: number;
  cols: number;
  dtype: Dtype;
  values: Uint8Array | Uint8Array[];
  indices: BigInt64Array | null;
}

const ALIGNMENT = 64;
const PADDING = Buffer.alloc(ALIGNMENT);

export function itemSize(dtype: Dtype): number {
  return dtype === "float64" ? 8 : 4;
}

/**
 * A record batch of matrixSchema(...) around the given bytes, none of which is copied: leave them unchanged
 * until the batch is sent.
 */
export function encodeRows(block: RowBlock): FlightData {
  const pieces = Array.isArray(block.values) ? block.values : [block.values];
  const valueBytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
  checkSizes(block, valueBytes);
  const entries = block.rows * block.cols;
  const nodes = [node(block.rows), node(entries)];
  // Validity of the list, validity of its items, items.
  const buffers = [region(0, 0), region(0, 0), region(0, valueBytes)];
  const body: Uint8Array[] = [...pieces, padding(valueBytes)];
  let length = padded(valueBytes);
  if (block.indices) {
    const bytes = bytesOf(block.indices);
    nodes.push(node(block.rows));
    buffers.push(region(length, 0), region(length, bytes.length));
    body.push(bytes, padding(bytes.length));
    length += padded(bytes.length);
  }
  return flightData({ header: encodeBatchHeader({ rows: block.rows, nodes, buffers, bodyLength: length }), body });
}

function checkSizes(block: RowBlock, valueBytes: number): void {
  const wanted = block.rows * block.cols * itemSize(block.dtype);
  if (valueBytes !== wanted) {
    const shape = `${block.rows} x ${block.cols} ${block.dtype}`;
    throw new AthanorError("ATHANOR_INVALID_ARGUMENT", `${valueBytes} bytes for ${shape}; that takes ${wanted}`);
  }
  if (wanted + block.rows * 8 + 2 * ALIGNMENT > MAX_BODY_BYTES) {
    throw new AthanorError("ATHANOR_MESSAGE_TOO_LARGE", `a batch of ${wanted} bytes; split it below 2 GiB`);
  }
  if (block.indices && block.indices.length !== block.rows) {
    throw new AthanorError("ATHANOR_INVALID_ARGUMENT", `${block.indices.length} indices for ${block.rows} rows`);
  }
}

function node(length: number): { length: number; nullCount: number } {
  return { length, nullCount: 0 };
}

function region(offset: number, length: number): { offset: number; length: number } {
  return { offset, length };
}

function padded(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

function padding(bytes: number): Uint8Array {
  return PADDING.subarray(0, padded(bytes) - bytes);
}

function bytesOf(array: BigInt64Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
