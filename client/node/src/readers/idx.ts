import { createReadStream } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { type RowBatch, type RowSource, rowsPerRead } from "../upload/row-source.js";
import { badFile, openForReading } from "./open-file.js";
import { decodeEntries, dtypeOfKind, type EntryKind, entryBytes, rawSource } from "./raw-rows.js";

const KINDS: Record<number, EntryKind> = { 8: "u1", 9: "i1", 11: "i2", 12: "i4", 13: "f4", 14: "f8" };

interface IdxHeader {
  kind: EntryKind;
  rows: number;
  cols: number;
  bytes: number;
}

/** The idx format of MNIST and its kin, plain or gzipped: the first dimension counts rows, the others make up a row. */
export async function openIdx(path: string, gzipped: boolean): Promise<RowSource> {
  if (gzipped) return openGzipped(path);
  const file = await openForReading(path);
  try {
    const header = await readHeader(path, file);
    return await rawSource(path, file, { ...header, offset: header.bytes, bigEndian: true, columnMajor: false });
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function readHeader(path: string, file: FileHandle): Promise<IdxHeader> {
  const head = Buffer.alloc(4 + 4 * 255);
  const { bytesRead } = await file.read(head, 0, head.length, 0);
  const header = parseHeader(path, head.subarray(0, bytesRead));
  if (!header) throw badFile(path, `is cut off: ${bytesRead} bytes are no whole idx header`);
  return header;
}

/** null: more bytes are needed. */
function parseHeader(path: string, head: Buffer): IdxHeader | null {
  if (head.length < 4) return null;
  const kind = KINDS[head[2]!];
  const dimensions = head[3]!;
  if (head[0] !== 0 || head[1] !== 0 || !kind || dimensions === 0) {
    throw badFile(path, `starts with bytes ${head.subarray(0, 4).toString("hex")}, which is no idx header`);
  }
  const bytes = 4 + 4 * dimensions;
  if (head.length < bytes) return null;
  const sizes = Array.from({ length: dimensions }, (_, i) => head.readUInt32BE(4 + 4 * i));
  const cols = sizes.slice(1).reduce((product, size) => product * size, 1);
  if (cols === 0) throw badFile(path, `has the shape ${sizes.join(" x ")}; a row needs at least one entry`);
  return { kind, rows: sizes[0]!, cols, bytes };
}

async function openGzipped(path: string): Promise<RowSource> {
  const input = createReadStream(path, { highWaterMark: 1 << 20 });
  const gunzip = createGunzip({ chunkSize: 1 << 20 });
  input.on("error", (error) => gunzip.destroy(error));
  input.pipe(gunzip);
  const close = async () => {
    input.destroy();
    gunzip.destroy();
  };
  const chunks = gunzip.iterator({ destroyOnReturn: false });
  try {
    const { header, rest } = await inflateHeader(path, chunks);
    const { rows, cols, kind } = header;
    const batches = () => inflateRows(path, header, rest, chunks);
    return { rows, cols, dtype: dtypeOfKind(kind), rowIndex: "none", batches, range: null, close };
  } catch (error) {
    await close();
    throw wordGzip(path, error);
  }
}

async function inflateHeader(
  path: string,
  chunks: AsyncIterator<Buffer>,
): Promise<{ header: IdxHeader; rest: Buffer }> {
  let head = Buffer.alloc(0);
  for (;;) {
    const header = parseHeader(path, head);
    if (header) return { header, rest: head.subarray(header.bytes) };
    const next = await chunks.next();
    if (next.done) throw badFile(path, `unzips to ${head.length} bytes, which is no whole idx header`);
    head = Buffer.concat([head, next.value]);
  }
}

async function* inflateRows(
  path: string,
  header: IdxHeader,
  rest: Buffer,
  chunks: AsyncIterator<Buffer>,
): AsyncIterable<RowBatch> {
  const { cols, kind } = header;
  const rowBytes = cols * entryBytes(kind);
  const step = rowsPerRead(cols);
  let pending = rest;
  for (let row = 0; row < header.rows; ) {
    const count = Math.min(step, header.rows - row);
    const batch = Buffer.from(new ArrayBuffer(count * rowBytes));
    for (let filled = 0; filled < batch.length; ) {
      if (pending.length === 0) pending = await nextChunk(path, chunks, header, row * rowBytes + filled);
      const taken = pending.copy(batch, filled);
      pending = pending.subarray(taken);
      filled += taken;
    }
    yield { rows: count, values: decodeEntries(batch, kind, true), indices: null };
    row += count;
  }
  // The checksum comes last: until it was read, nothing is known to be whole.
  await drain(path, chunks);
}

async function drain(path: string, chunks: AsyncIterator<Buffer>): Promise<void> {
  try {
    while (!(await chunks.next()).done);
  } catch (error) {
    throw wordGzip(path, error);
  }
}

async function nextChunk(path: string, chunks: AsyncIterator<Buffer>, header: IdxHeader, at: number): Promise<Buffer> {
  try {
    const next = await chunks.next();
    if (!next.done) return next.value;
  } catch (error) {
    throw wordGzip(path, error);
  }
  const wanted = header.rows * header.cols * entryBytes(header.kind);
  throw badFile(
    path,
    `is cut off: it unzips to ${at} bytes of entries, ${header.rows} x ${header.cols} need ${wanted}`,
  );
}

function wordGzip(path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return code.startsWith("Z_") ? badFile(path, `cannot be unzipped: ${(error as Error).message}`, error) : error;
}
