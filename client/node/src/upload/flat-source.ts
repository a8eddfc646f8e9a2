import { AthanorError } from "../wire/errors.js";
import type { RowBatch, RowRange, RowSource, SourceOptions, Values } from "./row-source.js";
import { rowsPerRead } from "./row-source.js";

/** A row-major typed array with its shape. Rows are sent from the array itself: do not change it meanwhile. */
export function flatSource(values: Values, options: SourceOptions): RowSource {
  const [rows, cols] = checkShape(values.length, options);
  async function* range({ from, to }: RowRange): AsyncIterable<RowBatch> {
    const step = rowsPerRead(cols);
    for (let row = from; row < to; row += step) {
      const end = Math.min(to, row + step);
      yield { rows: end - row, values: values.subarray(row * cols, end * cols), indices: null };
    }
  }
  return {
    cols,
    rows,
    dtype: values instanceof Float64Array ? "float64" : "float32",
    rowIndex: "none",
    batches: () => range({ from: 0, to: rows }),
    range,
    close: async () => {},
  };
}

function checkShape(length: number, options: SourceOptions): readonly [number, number] {
  if (options.rowIndex && options.rowIndex !== "none") {
    const text = `rowIndex "${options.rowIndex}" was asked for, but a flat array has no indices; give batches {rows, values, indices} or an Arrow table`;
    throw new AthanorError("ATHANOR_INVALID_ARGUMENT", text);
  }
  const shape = options.shape;
  if (!shape) {
    const text = `a flat array of ${length} entries came without shape; give { shape: [rows, cols] }`;
    throw new AthanorError("ATHANOR_INVALID_ARGUMENT", text);
  }
  const [rows, cols] = shape;
  const whole = Number.isSafeInteger(rows) && Number.isSafeInteger(cols) && rows >= 0 && cols >= 1;
  if (!whole || shape.length !== 2 || rows * cols !== length) {
    const text = `shape [${shape.join(", ")}] does not fit an array of ${length} entries; rows times cols must equal its length, with cols of at least 1`;
    throw new AthanorError("ATHANOR_INVALID_ARGUMENT", text);
  }
  return [rows, cols];
}
