import type { Field, Schema } from "apache-arrow";
import type { Dtype } from "./actions.js";
import { BatchBody, type ColumnBuffers } from "./batch-body.js";
import { itemSize } from "./encode-rows.js";
import { AthanorError } from "./errors.js";
import { bodyPieces, type FlightData } from "./flight-data.js";
import { decodeBatchHeader, messageKind } from "./ipc.js";
import { describeSchema, type MatrixLayout } from "./matrix-schema.js";
import { joinPieces, type Pieces, piecesLength, slicePieces } from "./pieces.js";
import { type NumberArray, type NumberType, numbers, numberType } from "./typed-view.js";

/** Rows of one record batch. */
export class DecodedRows {
  /** @param pieces row-major little-endian bytes of `dtype`: views of the message where it was sent so, else converted */
  constructor(
    readonly rows: number,
    readonly pieces: Pieces,
    readonly indices: BigInt64Array | null,
  ) {}

  /** All pieces in one: a copy when there are several. */
  get values(): Uint8Array {
    return joinPieces(this.pieces);
  }
}

/**
 * Turns the record batches of one stream into row-major bytes.
 * @throws AthanorError (constructor) ATHANOR_BAD_SCHEMA when the schema is none a matrix can have
 */
export class RowDecoder {
  readonly layout: MatrixLayout;
  readonly dtype: Dtype;
  private width: number | null;
  private rowsSeen = 0;

  constructor(private readonly schema: Schema) {
    this.layout = describeSchema(schema);
    this.dtype = this.layout.dtype;
    this.width = this.layout.cols;
  }

  /** Columns of the matrix; null until a stream of plain lists has shown its first row. */
  get cols(): number | null {
    return this.width;
  }

  /** Rows decoded so far. */
  get rows(): number {
    return this.rowsSeen;
  }

  /**
   * The rows of a message; null for one without a record batch (metadata only).
   * @throws AthanorError ATHANOR_BAD_BATCH, ATHANOR_NULL_VALUE, ATHANOR_UNSUPPORTED_COMPRESSION; nothing is counted then
   */
  decode(data: FlightData): DecodedRows | null {
    const kind = messageKind(data.header);
    if (kind === "none") return null;
    if (kind === "dictionaryBatch") throw bad("a dictionary batch; send the columns as plain numbers");
    if (kind !== "recordBatch") throw bad(`a ${kind} message where a record batch was due`);
    const header = decodeBatchHeader(data.header);
    if (header.compression !== null) {
      const text = `the batch is compressed with ${header.compression}; write IPC without compression`;
      throw new AthanorError("ATHANOR_UNSUPPORTED_COMPRESSION", text);
    }
    const body = new BatchBody(this.schema, header, bodyPieces(data.body), this.rowsSeen);
    const { indexColumn } = this.layout;
    const values = header.rows === 0 ? [] : this.values(body);
    const indices = indexColumn === null ? null : (this.plainColumn(body, indexColumn) as BigInt64Array);
    this.rowsSeen += header.rows;
    return new DecodedRows(header.rows, values, indices);
  }

  /**
   * Where the rows lie, as they are stored, in a body of `bodyLength` bytes that is still to come; they count as decoded.
   * null, and nothing is counted, where the message must be decoded whole: another layout or dtype, an index, possible
   * nulls, more rows than `mostRows`, or anything to refuse.
   */
  place(data: FlightData, bodyLength: number, mostRows: number): { rows: number; from: number; to: number } | null {
    const { kind, indexColumn, cols } = this.layout;
    if (kind !== "fixedSizeList" || indexColumn !== null || this.schema.fields.length !== 1) return null;
    if (messageKind(data.header) !== "recordBatch") return null;
    const type = itemType(this.schema.fields[0]!);
    const { rows, nodes, buffers, compression } = decodeBatchHeader(data.header);
    const [list, items] = nodes;
    const values = buffers[2];
    if (type.kind !== "float" || type.bits / 8 !== itemSize(this.dtype) || compression !== null) return null;
    if (!list || !items || !values || list.nullCount !== 0 || items.nullCount !== 0) return null;
    const bytes = rows * cols! * itemSize(this.dtype);
    const fits = values.offset >= 0 && bytes <= values.length && values.offset + values.length <= bodyLength;
    if (rows < 1 || rows > mostRows || list.length !== rows || items.length < rows * cols! || !fits) return null;
    this.rowsSeen += rows;
    return { rows, from: values.offset, to: values.offset + bytes };
  }

  private values(body: BatchBody): Pieces {
    if (this.layout.kind === "columns") return this.transpose(body);
    const position = this.layout.valueColumns[0]!;
    const field = this.schema.fields[position]!;
    const list = body.columns[position]!;
    body.refuseNulls(field.name, list, (row) => row);
    const start = this.layout.kind === "fixedSizeList" ? 0 : this.firstEntry(body, field, list);
    const cols = this.width!;
    const items = list.child!;
    const count = body.rows * cols;
    if (items.length < start + count) throw bad(`${items.length} values for ${body.rows} rows of ${cols}`);
    body.refuseNulls(field.name, items, (at) => Math.floor((at - start) / cols), start, start + count);
    return asDtype(itemType(field), items.data, start, count, this.dtype);
  }

  /** Checks that all lists have one length, and says where the first begins. */
  private firstEntry(body: BatchBody, field: Field, list: ColumnBuffers): number {
    const bits = this.layout.kind === "largeList" ? 64 : 32;
    const offsets = numbers(list.offsets!, { kind: "int", bits, signed: true }, body.rows + 1);
    const first = Number(offsets[0]);
    const cols = this.width ?? Number(offsets[1]) - first;
    for (let row = 0; row < body.rows; row++) {
      const length = Number(offsets[row + 1]) - Number(offsets[row]);
      if (length === cols) continue;
      throw bad(
        `row ${this.rowsSeen + row} of column ${field.name} has ${length} values; the rows before have ${cols}`,
      );
    }
    if (cols < 1 || first < 0) throw bad(`rows of column ${field.name} are empty; a row needs at least one value`);
    this.width = cols;
    return first;
  }

  private transpose(body: BatchBody): Pieces {
    const columns = this.layout.valueColumns.map((position) => this.plainColumn(body, position));
    const cols = columns.length;
    const out = this.dtype === "float32" ? new Float32Array(body.rows * cols) : new Float64Array(body.rows * cols);
    const block = 128;
    for (let top = 0; top < body.rows; top += block) {
      const bottom = Math.min(top + block, body.rows);
      for (let col = 0; col < cols; col++) {
        const column = columns[col]!;
        for (let row = top; row < bottom; row++) out[row * cols + col] = Number(column[row]);
      }
    }
    return [new Uint8Array(out.buffer)];
  }

  private plainColumn(body: BatchBody, position: number): NumberArray {
    const field = this.schema.fields[position]!;
    const column = body.columns[position]!;
    body.refuseNulls(field.name, column, (row) => row);
    return numbers(joinPieces(column.data), numberType(field.type), body.rows);
  }
}

function asDtype(type: NumberType, data: Pieces, start: number, count: number, dtype: Dtype): Pieces {
  const bytes = type.bits / 8;
  if (piecesLength(data) < (start + count) * bytes) throw bad(`a column cut off before its ${start + count} values`);
  const wanted = slicePieces(data, start * bytes, (start + count) * bytes);
  if (type.kind === "float" && bytes === itemSize(dtype)) return wanted;
  return [
    new Uint8Array(Float64Array.from(numbers(joinPieces(wanted), type, count) as ArrayLike<number>, Number).buffer),
  ];
}

function itemType(field: Field): NumberType {
  return numberType((field.type.children as Field[])[0]!.type);
}

function bad(found: string): AthanorError {
  return new AthanorError("ATHANOR_BAD_BATCH", `found ${found}`);
}
