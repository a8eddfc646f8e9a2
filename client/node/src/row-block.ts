import type { Values } from "./upload/row-source.js";

/** Consecutive rows of a matrix, fetched. */
export class RowBlock {
  constructor(
    /** Row number of the first row in the matrix. */
    readonly firstRow: number,
    readonly rows: number,
    readonly cols: number,
    /** rows * cols entries, row-major. */
    readonly values: Values,
    /** The rows' own indices where they bring some, else null. */
    readonly indices: BigInt64Array | null,
  ) {}

  get shape(): [number, number] {
    return [this.rows, this.cols];
  }

  /** Row `i` of this block, as a view. */
  row(i: number): Values {
    if (!(i >= 0 && i < this.rows)) throw new RangeError(`row ${i} of a block of ${this.rows} rows`);
    return this.values.subarray(i * this.cols, (i + 1) * this.cols);
  }

  /** An array of arrays of numbers. */
  toRows(): number[][] {
    return Array.from({ length: this.rows }, (_, i) => Array.from(this.row(i)));
  }
}
