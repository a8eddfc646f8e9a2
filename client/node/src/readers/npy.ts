import type { FileHandle } from "node:fs/promises";
import type { RowSource } from "../upload/row-source.js";
import { badFile, openForReading } from "./open-file.js";
import { type EntryKind, type RawLayout, rawSource } from "./raw-rows.js";

const MAX_HEADER_BYTES = 1 << 20;

/**
 * A .npy file (versions 1 to 3): 2-D, or 1-D as one column; float32, float64, any integer or bool, either byte
 * order, C or Fortran order. Read in batches, never whole.
 */
export async function openNpy(path: string): Promise<RowSource> {
  const file = await openForReading(path);
  try {
    return await rawSource(path, file, await readHeader(path, file));
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function readHeader(path: string, file: FileHandle): Promise<RawLayout> {
  const start = Buffer.alloc(12);
  await file.read(start, 0, 12, 0);
  const major = start[6]!;
  if (major < 1 || major > 3) throw badFile(path, `is a .npy file of version ${major}; versions 1 to 3 are read`);
  const headerAt = major === 1 ? 10 : 12;
  const length = major === 1 ? start.readUInt16LE(8) : start.readUInt32LE(8);
  if (length > MAX_HEADER_BYTES)
    throw badFile(path, `has a .npy header of ${length} bytes; that cannot be a plain array`);
  const header = Buffer.alloc(length);
  const { bytesRead } = await file.read(header, 0, length, headerAt);
  if (bytesRead < length) throw badFile(path, `is cut off: its .npy header has ${bytesRead} of ${length} bytes`);
  return { offset: headerAt + length, ...parseHeader(path, header.toString("utf8")) };
}

/** The header is a Python dict literal with three known keys. */
function parseHeader(path: string, header: string): Omit<RawLayout, "offset"> {
  const descr = /'descr':\s*(?:'([^']*)'|(\[))/.exec(header);
  const order = /'fortran_order':\s*(True|False)/.exec(header);
  const shape = /'shape':\s*\(([^)]*)\)/.exec(header);
  if (!descr || !order || !shape)
    throw badFile(path, `has a .npy header that cannot be parsed: ${header.slice(0, 80).trim()}`);
  if (descr[2]) throw badFile(path, "holds records (a structured dtype); save a plain array of numbers");
  const [rows, cols] = parseShape(path, shape[1]!);
  return { rows, cols, ...parseDtype(path, descr[1]!), columnMajor: order[1] === "True" && rows > 1 && cols > 1 };
}

function parseShape(path: string, text: string): [number, number] {
  const sizes = text
    .split(",")
    .filter((part) => part.trim() !== "")
    .map(Number);
  if (sizes.length === 1) return [sizes[0]!, 1];
  if (sizes.length === 2 && sizes[1]! > 0) return [sizes[0]!, sizes[1]!];
  const mend =
    sizes.length > 2
      ? `reshape it to 2-D first, as a.reshape(${sizes[0]}, -1)`
      : "a matrix has rows and at least one column";
  throw badFile(path, `has the shape (${text.trim()}); ${mend}`);
}

function parseDtype(path: string, descr: string): { kind: EntryKind; bigEndian: boolean } {
  const found = /^([<>|=])([fiub])([1248])$/.exec(descr);
  const kind = found && (found[2] === "b" ? "u1" : `${found[2]}${found[3]}`);
  if (!found || kind === "f2" || kind === "f1")
    throw badFile(path, `has the dtype ${descr} (${dtypeName(descr)}); save it as a.astype("float64")`);
  return { kind: kind as EntryKind, bigEndian: found[1] === ">" };
}

function dtypeName(descr: string): string {
  const kind = descr.replace(/^[<>|=]/, "")[0] ?? "";
  const names: Record<string, string> = {
    O: "Python objects",
    c: "complex",
    f: "not float32 or float64",
    U: "text",
    S: "bytes",
    M: "dates",
    m: "durations",
    V: "records",
  };
  return names[kind] ?? "unknown";
}
