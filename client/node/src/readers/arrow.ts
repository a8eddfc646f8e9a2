import type { FileHandle } from "node:fs/promises";
import { RecordBatchReader } from "apache-arrow";
import { arrowSource } from "../upload/arrow-source.js";
import type { RowSource, SourceOptions } from "../upload/row-source.js";
import { AthanorError } from "../wire/errors.js";
import { badFile, openForReading } from "./open-file.js";

/** An Arrow IPC file or stream. Batches are read one at a time. */
export async function openArrowFile(path: string, options: SourceOptions): Promise<RowSource> {
  const file = await openForReading(path);
  const close = () => closeQuietly(file);
  try {
    const reader = await (await RecordBatchReader.from(file)).open();
    return await arrowSource(worded(path, reader), reader.schema, options, close);
  } catch (error) {
    await close();
    throw wordArrow(path, error);
  }
}

async function* worded<T>(path: string, batches: Iterable<T> | AsyncIterable<T>): AsyncIterable<T> {
  try {
    yield* batches;
  } catch (error) {
    throw wordArrow(path, error);
  }
}

function wordArrow(path: string, error: unknown): AthanorError {
  if (error instanceof AthanorError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (/compress|codec/i.test(message)) {
    const text = `${path} has compressed record batches; write it without, as pyarrow does with feather.write_feather(table, path, compression="uncompressed")`;
    return new AthanorError("ATHANOR_UNSUPPORTED_COMPRESSION", text, { cause: error });
  }
  return badFile(path, `cannot be read as Arrow IPC: ${message}`, error);
}

/** apache-arrow closes the handle itself when it reaches the end. */
async function closeQuietly(file: FileHandle): Promise<void> {
  await file.close().catch(() => {});
}
