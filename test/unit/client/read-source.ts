import { AthanorError, type MatrixInput, openSource, type RowSource, type SourceOptions } from "athanor-client";
import { expect } from "vitest";

export interface Gathered {
  shape: [number, number];
  dtype: string;
  rows: number[][];
  indices: number[];
}

export async function gather(source: RowSource): Promise<Gathered> {
  const rows: number[][] = [];
  const indices: number[] = [];
  for await (const batch of source.batches()) {
    expect(batch.values.length).toBe(batch.rows * source.cols);
    for (let row = 0; row < batch.rows; row++) {
      rows.push([...batch.values.subarray(row * source.cols, (row + 1) * source.cols)]);
    }
    if (batch.indices) indices.push(...Array.from(batch.indices, Number));
  }
  await source.close();
  return { shape: [rows.length, source.cols], dtype: source.dtype, rows, indices };
}

export const read = async (input: MatrixInput, options: SourceOptions = {}) => gather(await openSource(input, options));

/** The AthanorError that reading ends with. */
export async function refusal(input: unknown, options: SourceOptions = {}): Promise<AthanorError> {
  const error = await read(input as MatrixInput, options).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AthanorError);
  return error as AthanorError;
}

export async function* items<T>(...values: T[]): AsyncGenerator<T> {
  yield* values;
}
