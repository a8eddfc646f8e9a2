import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Dtype } from "athanor-client";

const MAGIC = Buffer.from("\x93NUMPY\x01\x00", "latin1");
const HEADER_ALIGNMENT = 64;

/**
 * Writes a .npy file row by row beside its place and moves it there when it is whole, so that a file of that name is
 * always complete. `abandon` leaves nothing.
 */
export class NpyWriter {
  private constructor(
    private readonly path: string,
    private readonly temporary: string,
    private readonly file: FileHandle,
  ) {}

  /** @param shape [length] or [rows, columns] */
  static async create(path: string, dtype: Dtype, shape: readonly number[]): Promise<NpyWriter> {
    const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
    const writer = new NpyWriter(path, temporary, await open(temporary, "w"));
    await writer.writeBytes(header(dtype, shape));
    return writer;
  }

  async write(values: Float64Array | Float32Array): Promise<void> {
    await this.writeBytes(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }

  async commit(): Promise<void> {
    await this.file.close();
    await rename(this.temporary, this.path);
  }

  async abandon(): Promise<void> {
    await this.file.close().catch(() => {});
    await rm(this.temporary, { force: true });
  }

  private async writeBytes(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) at += (await this.file.write(bytes, at)).bytesWritten;
  }
}

function header(dtype: Dtype, shape: readonly number[]): Buffer {
  const descr = dtype === "float64" ? "<f8" : "<f4";
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dict = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const unpadded = MAGIC.length + 2 + dict.length + 1;
  const text = `${dict}${" ".repeat((HEADER_ALIGNMENT - (unpadded % HEADER_ALIGNMENT)) % HEADER_ALIGNMENT)}\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(text.length);
  return Buffer.concat([MAGIC, length, Buffer.from(text, "latin1")]);
}
