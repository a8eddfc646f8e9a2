import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  digestFile,
  digestFileByNode,
  digestWrite,
  digestWriteByNode,
  digestWriteNow,
  digestWriteNowByNode,
  freeNow,
} from "../../../bridge/store/transfer-addon.js";

let folder: string;
let file: FileHandle;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "athanor-digest-"));
  file = await open(join(folder, "a"), "w+");
});
afterEach(async () => {
  await file.close();
  rmSync(folder, { recursive: true });
});

const sizes = [0, 1, 15, 16, 63, 64, 255, 256, 257, 300, 1000, 4096, 65_537, 300_000];
/** More than one writev takes; every other one is not aligned. */
const pieces = Array.from({ length: 1500 }, (_, at) => {
  const bytes = randomBytes(sizes[at % sizes.length]! + 1);
  return at % 2 === 0 ? bytes.subarray(1) : bytes.subarray(0, -1);
});

describe.each([
  ["the addon", digestWrite, digestWriteNow, digestFile],
  ["Node", digestWriteByNode, digestWriteNowByNode, digestFileByNode],
])("%s", (_by, write, writeNow, readDigest) => {
  test("writes all pieces where they belong and takes zlib's crc32 on", async () => {
    const whole = Buffer.concat(pieces);
    expect(await write(file, pieces, 10, 7)).toBe(crc32(whole, 7));
    const read = readFileSync(join(folder, "a"));
    expect(read.length).toBe(whole.length + 10);
    expect(read.subarray(10).equals(whole)).toBe(true);
  });

  test("does the same piece by piece", () => {
    const some = pieces.slice(0, 50);
    let digest = 7;
    let at = 3;
    for (const piece of some) {
      digest = writeNow(file.fd, piece, at, digest, null);
      at += piece.length;
    }
    expect(digest).toBe(crc32(Buffer.concat(some), 7));
    expect(readFileSync(join(folder, "a")).subarray(3).equals(Buffer.concat(some))).toBe(true);
  });

  test("takes zlib's crc32 of a file on, of its start or of all that it has", async () => {
    const bytes = randomBytes(700_001);
    await file.write(bytes, 0, bytes.length, 0);
    for (const some of [0, 1, 262_144, 262_145, 700_001]) {
      expect(await readDigest(file, some, 7)).toBe(crc32(bytes.subarray(0, some), 7));
    }
    expect(await readDigest(file, 800_000, 0)).toBe(crc32(bytes));
    await file.truncate(70_000_000);
    expect(await readDigest(file, 70_000_000, 7)).toBe(crc32(readFileSync(join(folder, "a")), 7));
  });

  test("says by its code what a reading failed with", async () => {
    const unread = await open(join(folder, "a"), "w");
    await expect(readDigest(unread, 100, 0)).rejects.toMatchObject({ code: "EBADF" });
    await unread.close();
  });

  test("says by its code what a write failed with", async () => {
    const full = await open("/dev/full", "w");
    await expect(write(full, [Buffer.alloc(100)], 0, 0)).rejects.toMatchObject({ code: "ENOSPC" });
    expect(() => writeNow(full.fd, Buffer.alloc(100), 0, 0, null)).toThrow(expect.objectContaining({ code: "ENOSPC" }));
    await full.close();
  });
});

test("memory that is freed at once is no longer to be seen", () => {
  const bytes = Buffer.allocUnsafeSlow(100);
  freeNow(bytes.buffer);
  expect(bytes.length).toBe(0);
});
