import { access, constants, mkdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { AthanorError, type MatrixHandle, type SvdResult } from "athanor-client";
import { NpyWriter } from "./npy-writer.js";

/**
 * Refuses a directory that cannot be written, before the work whose results go there; makes nothing.
 * @throws AthanorError ATHANOR_INVALID_ARGUMENT
 */
export async function checkDirectory(directory: string): Promise<void> {
  const path = resolve(directory);
  const found = await stat(path).catch(() => null);
  if (!found && dirname(path) !== path) return checkDirectory(dirname(path));
  if (found && !found.isDirectory()) throw worded(directory, notADirectory(path));
  await access(path, constants.W_OK | constants.X_OK).catch((error) => {
    throw worded(directory, error);
  });
}

/** Not by Node's `recursive`, which never ends where a file system refuses new directories with ENOENT, as /proc does. */
async function makeDirectories(directory: string): Promise<void> {
  const path = resolve(directory);
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory()) return;
  if (found) throw notADirectory(path);
  if (dirname(path) !== path) await makeDirectories(dirname(path));
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
}

/** Writes U.npy, S.npy and V.npy into `directory`: all three or none. @returns their paths */
export async function saveFactors(directory: string, svd: SvdResult, signal: AbortSignal): Promise<string[]> {
  const paths = ["U.npy", "S.npy", "V.npy"].map((name) => join(directory, name));
  const writers: NpyWriter[] = [];
  try {
    await makeDirectories(directory);
    writers.push(await writeMatrix(paths[0]!, svd.U, [0, svd.U.shape[0]], signal));
    const s = await NpyWriter.create(paths[1]!, "float64", [svd.S.length]);
    writers.push(s);
    await s.write(svd.S);
    writers.push(await writeMatrix(paths[2]!, svd.V, [0, svd.V.shape[0]], signal));
    for (const writer of writers) await writer.commit();
    return paths;
  } catch (error) {
    await Promise.all(writers.map((writer) => writer.abandon()));
    throw worded(directory, error);
  }
}

/** Writes rows [from, to) of a matrix to one .npy file. */
export async function saveMatrix(
  path: string,
  matrix: MatrixHandle,
  range: [number, number],
  signal: AbortSignal,
): Promise<void> {
  try {
    await makeDirectories(dirname(path));
    await (await writeMatrix(path, matrix, range, signal)).commit();
  } catch (error) {
    throw worded(path, error);
  }
}

/** A writer that has everything and waits for its commit. */
async function writeMatrix(
  path: string,
  matrix: MatrixHandle,
  [from, to]: [number, number],
  signal: AbortSignal,
): Promise<NpyWriter> {
  const writer = await NpyWriter.create(path, matrix.dtype, [to - from, matrix.cols]);
  try {
    for await (const block of matrix.batches({ from, to, signal })) await writer.write(block.values);
    return writer;
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}

function notADirectory(path: string): Error {
  return Object.assign(new Error(`${path} is a file; a directory is wanted`), { code: "ENOTDIR" });
}

function worded(path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (error instanceof AthanorError || code === undefined || !/^E[A-Z]+$/.test(code)) return error;
  return new AthanorError("ATHANOR_INVALID_ARGUMENT", `${path} cannot be written: ${(error as Error).message}`, {
    cause: error,
  });
}
