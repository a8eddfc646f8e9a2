import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { AthanorError, openSource, type SourceOptions } from "athanor-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NpyWriter } from "../../../bridge/cli/support/npy-writer.js";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "athanor-files-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let files = 0;
function write(content: string | Uint8Array, name = `file-${files++}`): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

/** A .npy file as numpy writes it. */
function npy(descr: string, shape: string, data: Uint8Array, fortran = false): Buffer {
  const dict = `{'descr': ${descr}, 'fortran_order': ${fortran ? "True" : "False"}, 'shape': (${shape}), }`;
  const text = `${dict.padEnd(117)}\n`;
  const head = Buffer.from(`\x93NUMPY\x01\x00\x00\x00${text}`, "latin1");
  head.writeUInt16LE(text.length, 8);
  return Buffer.concat([head, data]);
}

function bytes(array: Float64Array | Float32Array | Int16Array | BigInt64Array | Uint8Array): Buffer {
  return Buffer.from(array.buffer);
}

async function read(path: string, options: SourceOptions = {}) {
  const source = await openSource(path, options);
  const values: number[] = [];
  try {
    for await (const batch of source.batches()) values.push(...batch.values);
  } finally {
    await source.close();
  }
  return { values, cols: source.cols, dtype: source.dtype, rows: source.rows };
}

async function refusal(path: string, options: SourceOptions = {}): Promise<AthanorError> {
  const error = await read(path, options).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AthanorError);
  return error as AthanorError;
}

const six = Float64Array.of(1, 2, 3, 4, 5, 6);

describe("files that are refused", () => {
  it.each([
    ["is not there", () => join(directory, "nowhere.npy"), /nowhere\.npy does not exist/],
    ["is a directory", () => directory, /is a directory/],
    ["is empty", () => write(""), /is empty/],
    ["is an .npz archive", () => write("PK\x03\x04 rest of it"), /zip archive.*numpy\.save/],
    ["is HDF5", () => write(Buffer.from("\x89HDF\r\n\x1a\n", "latin1")), /HDF5/],
    ["is Matrix Market", () => write("%%MatrixMarket matrix coordinate"), /Matrix Market/],
    ["is unknown binary", () => write(Buffer.from([1, 2, 0, 4, 5, 6, 7, 8])), /starts with bytes 0102000405060708/],
    ["holds Python objects", () => write(npy("'|O'", "2, 3", bytes(six))), /dtype \|O \(Python objects\).*astype/],
    ["holds complex numbers", () => write(npy("'<c16'", "1, 3", bytes(six))), /complex/],
    ["holds half floats", () => write(npy("'<f2'", "2, 3", bytes(six))), /<f2/],
    ["holds records", () => write(npy("[('a', '<f8')]", "2", bytes(six))), /structured dtype/],
    ["has three dimensions", () => write(npy("'<f8'", "1, 2, 3", bytes(six))), /1, 2, 3.*a\.reshape\(1, -1\)/],
    ["is cut off", () => write(npy("'<f8'", "2, 3", bytes(six).subarray(0, 40))), /has 168 bytes.*end at byte 176/],
    ["has a broken .npy header", () => write(Buffer.from("\x93NUMPY\x01\x00\x76\x00 nothing", "latin1")), /header/],
    ["is a cut Arrow stream", () => write(tableToIPC(tableFromArrays({ a: six })).subarray(0, 300)), /Arrow IPC/],
    ["is a cut Parquet file", () => write("PAR1 and no more"), /Parquet/],
    ["is a gzip of something else", () => write(gzipSync("hello, no idx")), /no idx header/],
    ["is a broken gzip", () => write(gzipSync(idx()).subarray(0, 30)), /cannot be unzipped/],
    ["is idx and cut off", () => write(idx().subarray(0, 14)), /cut off/],
    [
      "is gzipped idx and short",
      () => write(gzipSync(idx().subarray(0, 14))),
      /unzips to 2 bytes of entries, 2 x 3 need 6/,
    ],
  ])("a file that %s is refused in words", async (_what, make, words) => {
    const error = await refusal(make());
    expect(error.code).toBe("ATHANOR_BAD_INPUT_FILE");
    expect(error.text).toMatch(words);
  });

  it("CSV errors name line and column", async () => {
    expect((await refusal(write("1,2\n3,x\n"))).text).toMatch(/"x" in line 2, column 2/);
    expect((await refusal(write("1,2\n3\n"))).text).toMatch(/1 fields in line 2, its first row has 2/);
    expect(await refusal(write("1,2\n3,\n"))).toMatchObject({
      code: "ATHANOR_NULL_VALUE",
      details: { line: 2, column: 1 },
    });
    expect((await refusal(write("a,b\n"))).text).toMatch(/no row of numbers/);
  });
});

describe(".npy", () => {
  it("float64 and float32 keep their type, integers and bools widen", async () => {
    expect(await read(write(npy("'<f8'", "2, 3", bytes(six))))).toEqual({
      values: [...six],
      cols: 3,
      dtype: "float64",
      rows: 2,
    });
    expect(await read(write(npy("'<f4'", "2, 2", bytes(Float32Array.of(1, 2, 3, 4)))))).toMatchObject({
      dtype: "float32",
    });
    expect((await read(write(npy("'<i2'", "1, 2", bytes(Int16Array.of(-1, 7)))))).values).toEqual([-1, 7]);
    expect((await read(write(npy("'<i8'", "1, 2", bytes(BigInt64Array.of(-1n, 7n)))))).values).toEqual([-1, 7]);
    expect((await read(write(npy("'|b1'", "1, 2", bytes(Uint8Array.of(0, 1)))))).values).toEqual([0, 1]);
  });

  it("big-endian files are turned around", async () => {
    const swapped = Buffer.from(bytes(six)).swap64();
    expect((await read(write(npy("'>f8'", "2, 3", swapped)))).values).toEqual([...six]);
  });

  it("Fortran order is read by columns", async () => {
    expect((await read(write(npy("'<f8'", "2, 3", bytes(six), true)))).values).toEqual([1, 3, 5, 2, 4, 6]);
  });

  it("a vector is a column, no rows are a matrix", async () => {
    expect(await read(write(npy("'<f8'", "6,", bytes(six))))).toMatchObject({ cols: 1, rows: 6 });
    expect(await read(write(npy("'<f8'", "0, 3", Buffer.alloc(0))))).toMatchObject({ cols: 3, rows: 0, values: [] });
  });

  it("any run of rows can be read, again and again", async () => {
    const source = await openSource(write(npy("'<f8'", "3, 2", bytes(six))), {});
    for (let times = 0; times < 2; times++) {
      const runs: number[][] = [];
      for await (const batch of source.range!({ from: 1, to: 3 })) runs.push([...batch.values]);
      expect(runs).toEqual([[3, 4, 5, 6]]);
    }
    await source.close();
  });

  it("what the CLI writes is read back, and an abandoned file leaves nothing", async () => {
    const path = join(directory, "written.npy");
    const writer = await NpyWriter.create(path, "float64", [2, 3]);
    await writer.write(six.subarray(0, 3));
    await writer.write(six.subarray(3));
    await writer.commit();
    expect(await read(path)).toEqual({ values: [...six], cols: 3, dtype: "float64", rows: 2 });
    const abandoned = await NpyWriter.create(join(directory, "abandoned.npy"), "float32", [6]);
    await abandoned.write(Float32Array.of(1));
    await abandoned.abandon();
    expect((await refusal(join(directory, "abandoned.npy"))).text).toMatch(/does not exist/);
  });
});

/** Two rows of three bytes. */
function idx(): Buffer {
  return Buffer.from([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255]);
}

describe("the other formats", () => {
  it("idx is read plain and gzipped; all dimensions but the first make up a row", async () => {
    const wanted = { values: [1, 2, 3, 4, 5, 255], cols: 3, dtype: "float64", rows: 2 };
    expect(await read(write(idx()))).toEqual(wanted);
    expect(await read(write(gzipSync(idx())))).toEqual(wanted);
    const cube = Buffer.from([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6]);
    expect(await read(write(cube))).toMatchObject({ cols: 6, rows: 1 });
  });

  it("CSV: header or none, comma, semicolon, tab or spaces, exponents and NaN", async () => {
    expect((await read(write("1,2,3\n4,5,6\n"))).values).toEqual([...six]);
    expect((await read(write("a,b,c\r\n1,2,3\r\n4,5,6"))).values).toEqual([...six]);
    expect((await read(write("1;2;3\n4;5;6\n"))).values).toEqual([...six]);
    expect((await read(write("1\t2\t3\n4\t5\t6\n"))).values).toEqual([...six]);
    expect((await read(write("1 2 3\n4 5 6\n"))).values).toEqual([...six]);
    expect((await read(write("1e-3,-2.5E+2\nnan,inf\n"))).values).toEqual([
      1e-3,
      -250,
      Number.NaN,
      Number.POSITIVE_INFINITY,
    ]);
  });

  it("Arrow IPC files and streams are told apart by their first bytes", async () => {
    const table = tableFromArrays({ a: Float64Array.of(1, 4), b: Float64Array.of(2, 5), c: Float64Array.of(3, 6) });
    expect((await read(write(tableToIPC(table, "file")))).values).toEqual([...six]);
    expect((await read(write(tableToIPC(table, "stream")))).values).toEqual([...six]);
  });
});
