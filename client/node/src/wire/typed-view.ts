import { DataType, Precision } from "apache-arrow";
import { AthanorError } from "./errors.js";

/** An integer or floating-point type of an Arrow column. */
export interface NumberType {
  kind: "int" | "float";
  bits: number;
  signed: boolean;
}

export type NumberArray =
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

const SIGNED = { 8: Int8Array, 16: Int16Array, 32: Int32Array, 64: BigInt64Array };
const UNSIGNED = { 8: Uint8Array, 16: Uint16Array, 32: Uint32Array, 64: BigUint64Array };
const FLOATS = { 32: Float32Array, 64: Float64Array };

export function numberType(type: DataType): NumberType {
  if (DataType.isInt(type)) return { kind: "int", bits: type.bitWidth, signed: type.isSigned };
  const bits = (type as { precision?: Precision }).precision === Precision.SINGLE ? 32 : 64;
  return { kind: "float", bits, signed: true };
}

/**
 * The first `length` numbers of little-endian bytes: a view of them, or a copy where they are not aligned (a
 * message's body begins anywhere in its buffer).
 */
export function numbers(bytes: Uint8Array, type: NumberType, length: number): NumberArray {
  const size = type.bits / 8;
  if (bytes.length < length * size) {
    throw new AthanorError("ATHANOR_BAD_BATCH", `a buffer of ${bytes.length} bytes for ${length} values of ${size}`);
  }
  const aligned = bytes.byteOffset % size === 0 ? bytes : Uint8Array.from(bytes.subarray(0, length * size));
  return new (arrayClass(type))(aligned.buffer as ArrayBuffer, aligned.byteOffset, length);
}

function arrayClass(type: NumberType): new (buffer: ArrayBuffer, at: number, length: number) => NumberArray {
  if (type.kind === "float") return FLOATS[type.bits as 32 | 64];
  return (type.signed ? SIGNED : UNSIGNED)[type.bits as 8 | 16 | 32 | 64];
}
