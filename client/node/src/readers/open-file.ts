import { type FileHandle, open } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { RowSource, SourceOptions } from "../upload/row-source.js";
import { AthanorError } from "../wire/errors.js";
import { openArrowFile } from "./arrow.js";
import { openCsv } from "./csv.js";
import { openIdx } from "./idx.js";
import { openNpy } from "./npy.js";
import { openParquet } from "./parquet.js";

export type FileFormat = "npy" | "parquet" | "arrow" | "idx" | "gzip" | "csv";

/**
 * A file as rows. The first bytes tell the format, not the name; what has no signature is read as CSV.
 * @throws AthanorError ATHANOR_BAD_INPUT_FILE with path, what was found and the mend
 */
export async function openFile(path: string | URL, options: SourceOptions): Promise<RowSource> {
  const name = path instanceof URL ? fileURLToPath(path) : path;
  const format = await detect(name);
  if (format === "npy") return openNpy(name);
  if (format === "parquet") return openParquet(name, options);
  if (format === "arrow") return openArrowFile(name, options);
  if (format === "csv") return openCsv(name, options);
  return openIdx(name, format === "gzip");
}

async function detect(path: string): Promise<FileFormat> {
  if (path === "") throw badFile('""', "is no path; give the path of a file");
  const file = await openForReading(path);
  try {
    const stat = await file.stat();
    if (stat.isDirectory()) throw badFile(path, "is a directory; give a file");
    if (stat.size === 0) throw badFile(path, "is empty");
    const head = Buffer.alloc(8);
    const { bytesRead } = await file.read(head, 0, 8, 0);
    return formatOf(head.subarray(0, bytesRead), path);
  } finally {
    await file.close();
  }
}

function formatOf(head: Buffer, path: string): FileFormat {
  const text = head.toString("latin1");
  if (text.startsWith("\x93NUMPY")) return "npy";
  if (text.startsWith("PAR1")) return "parquet";
  if (text.startsWith("ARROW1") || text.startsWith("\xff\xff\xff\xff")) return "arrow";
  if (text.startsWith("\x1f\x8b")) return "gzip";
  if (text.startsWith("PK\x03\x04")) throw badFile(path, "is a zip archive (an .npz?); save one array with numpy.save");
  if (text.startsWith("\x89HDF")) throw badFile(path, "is an HDF5 file; save the data set with numpy.save");
  if (text.startsWith("%%Matrix")) throw badFile(path, "is a Matrix Market file; save a dense array with numpy.save");
  if (head[0] === 0 && head[1] === 0 && head[2]! >= 0x08 && head[2]! <= 0x0e && head[3]! > 0) return "idx";
  if (head.includes(0)) {
    throw badFile(
      path,
      `starts with bytes ${head.toString("hex")}, which is none of .npy, Parquet, Arrow IPC, idx, idx.gz and CSV`,
    );
  }
  return "csv";
}

/** @throws AthanorError with the path and why it cannot be opened */
export async function openForReading(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === "ENOENT") throw badFile(path, "does not exist", cause);
    if (code === "EACCES") throw badFile(path, "may not be read by this user", cause);
    throw badFile(path, `cannot be opened: ${(cause as Error).message}`, cause);
  }
}

export function badFile(path: string, what: string, cause?: unknown): AthanorError {
  return new AthanorError("ATHANOR_BAD_INPUT_FILE", `${path} ${what}`, { cause, details: { path } });
}
