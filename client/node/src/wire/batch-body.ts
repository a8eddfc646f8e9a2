import { DataType, type Field, type Schema } from "apache-arrow";
import { AthanorError } from "./errors.js";
import type { BatchHeader } from "./ipc.js";
import { joinPieces, type Pieces, piecesLength, slicePieces } from "./pieces.js";

const NO_BYTES: Pieces = [];

/** Views of one column's buffers. */
export interface ColumnBuffers {
  length: number;
  nullCount: number;
  /** One bit per entry, 1: valid; empty: all are. */
  validity: Uint8Array;
  /** Of List and LargeList only. */
  offsets: Uint8Array | null;
  data: Pieces;
  /** The items of a list. */
  child: ColumnBuffers | null;
}

/**
 * The buffers of a record batch, matched to the columns of its schema (numbers and lists of numbers, as
 * describeSchema accepted them). Nothing is copied.
 */
export class BatchBody {
  readonly rows: number;
  readonly columns: ColumnBuffers[];
  private nextNode = 0;
  private nextBuffer = 0;
  private readonly bodyLength: number;

  /** @param firstRow rows of the stream before this batch, for messages */
  constructor(
    schema: Schema,
    private readonly header: BatchHeader,
    private readonly body: Pieces,
    private readonly firstRow: number,
  ) {
    this.rows = header.rows;
    this.bodyLength = piecesLength(body);
    this.columns = schema.fields.map((field) => this.column(field));
    for (const [at, column] of this.columns.entries()) {
      if (column.length === this.rows) continue;
      throw bad(`column ${schema.fields[at]!.name} has ${column.length} rows in a batch of ${this.rows}`);
    }
  }

  /**
   * Refuses a null among entries from..to of a column, naming column and row. A bitmap without nulls passes.
   * @param rowOf the batch's row that an entry belongs to
   */
  refuseNulls(
    name: string,
    column: ColumnBuffers,
    rowOf: (entry: number) => number,
    from = 0,
    to = column.length,
  ): void {
    if (column.nullCount === 0 || column.validity.length === 0) return;
    for (let entry = from; entry < to; entry++) {
      if ((column.validity[entry >> 3]! >> (entry & 7)) & 1) continue;
      const row = this.firstRow + rowOf(entry);
      throw new AthanorError(
        "ATHANOR_NULL_VALUE",
        `column ${name} is null in row ${row}; fill or drop the nulls first`,
        {
          details: { column: name, row },
        },
      );
    }
  }

  private column(field: Field): ColumnBuffers {
    const node = this.header.nodes[this.nextNode++];
    if (!node || node.length < 0) throw bad(`the batch describes fewer columns than its schema has (${field.name})`);
    const { length, nullCount } = node;
    const validity = joinPieces(this.buffer(field));
    if (validity.length > 0 && validity.length * 8 < length) throw bad(`the bitmap of column ${field.name} is cut off`);
    if (DataType.isFixedSizeList(field.type)) {
      return { length, nullCount, validity, offsets: null, data: NO_BYTES, child: this.child(field) };
    }
    if (DataType.isList(field.type) || DataType.isLargeList(field.type)) {
      return {
        length,
        nullCount,
        validity,
        offsets: joinPieces(this.buffer(field)),
        data: NO_BYTES,
        child: this.child(field),
      };
    }
    return { length, nullCount, validity, offsets: null, data: this.buffer(field), child: null };
  }

  private child(field: Field): ColumnBuffers {
    return this.column((field.type.children as Field[])[0]!);
  }

  private buffer(field: Field): Pieces {
    const region = this.header.buffers[this.nextBuffer++];
    if (!region) throw bad(`the batch has fewer buffers than its schema needs (column ${field.name})`);
    const end = region.offset + region.length;
    if (region.offset < 0 || region.length < 0 || end > this.bodyLength) {
      throw bad(`a buffer of column ${field.name} ends at byte ${end} of a body of ${this.bodyLength}`);
    }
    return slicePieces(this.body, region.offset, end);
  }
}

function bad(found: string): AthanorError {
  return new AthanorError("ATHANOR_BAD_BATCH", `${found}; the batch is malformed, write it again`);
}
