import { writeFileSync } from "node:fs";
import type { NativeInput } from "../../../native-libs/native.js";

/** Rows and columns are the runner's to split; it fills these two in. */
export type PlannedInput = Omit<NativeInput, "rowBegin" | "rowEnd">;

export interface MatrixShape {
  /** Rows of each part. */
  parts: number[];
  cols: number;
  dtype?: "float64" | "float32";
  /** Rows have indices: 1000, 1001, ... */
  indexed?: boolean;
}

/** Entry (i, j): distinct, and exact in float32. */
export const entry = (i: number, j: number, cols: number): number => i * cols + j + 0.5;

/** Writes a matrix as part files into `folder`. */
export function writeMatrix(folder: string, name: string, shape: MatrixShape): PlannedInput {
  const { parts, cols, dtype = "float64", indexed = false } = shape;
  let firstRow = 0;
  const written = parts.map((rows, part) => {
    const path = `${folder}/${name}-${part}.part`;
    const indexPath = indexed ? `${folder}/${name}-${part}.index.part` : null;
    const begin = firstRow;
    firstRow += rows;
    const values = Float64Array.from({ length: rows * cols }, (_, at) => entry(begin, at, cols));
    writeFileSync(path, dtype === "float64" ? values : Float32Array.from(values));
    if (indexPath !== null) writeFileSync(indexPath, indices(begin, rows));
    return { path, rows, indexPath };
  });
  const rowIndex = indexed ? "labels" : "none";
  return { name, dtype, rows: firstRow, cols, parts: written, rowIndex, matrixRows: firstRow };
}

export const indices = (firstRow: number, rows: number): BigInt64Array =>
  BigInt64Array.from({ length: rows }, (_, i) => BigInt(1000 + firstRow + i));
