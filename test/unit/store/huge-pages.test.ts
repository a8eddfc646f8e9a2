import { mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { crc32 } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadTransfer } from "../../../native-libs/load.js";

const MiB = 1 << 20;
const { digestFile, digestWriteNow, hugePages, unmapPages } = loadTransfer();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync("/dev/shm/athanor-test-");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("pages of 2 MiB for a file in memory", () => {
  test("make it as long as was asked for, and leave what is in it", async () => {
    const file = await open(join(folder, "rows"), "wx+");
    try {
      const old = Buffer.alloc(3 * MiB, 7);
      await file.write(old, 0, old.length, 0);
      await hugePages(file.fd, 0, 9 * MiB + 5);
      expect((await file.stat()).size).toBe(9 * MiB + 5);
      const { buffer } = await file.read(Buffer.alloc(9 * MiB + 5), 0, 9 * MiB + 5, 0);
      expect(buffer.subarray(0, 3 * MiB).equals(old)).toBe(true);
      expect(buffer.subarray(3 * MiB).every((byte) => byte === 0)).toBe(true);
    } finally {
      await file.close();
    }
  });

  test("leave what is written before their start meanwhile", async () => {
    const file = await open(join(folder, "rows"), "wx+");
    try {
      const rows = Buffer.alloc(20 * MiB, 7);
      const growing = hugePages(file.fd, 5 * MiB, 40 * MiB);
      await file.write(rows, 0, 5 * MiB, 0);
      await growing;
      await file.write(rows, 0, 15 * MiB, 5 * MiB);
      const { buffer } = await file.read(Buffer.alloc(40 * MiB), 0, 40 * MiB, 0);
      expect(buffer.subarray(0, 20 * MiB).equals(rows)).toBe(true);
      expect(buffer.subarray(20 * MiB).every((byte) => byte === 0)).toBe(true);
    } finally {
      await file.close();
    }
  });

  test("are written through, in their place alone, until they are unmapped", async () => {
    const file = await open(join(folder, "rows"), "wx+");
    try {
      const pages = await hugePages(file.fd, 5 * MiB, 11 * MiB);
      const rows = Buffer.from(Uint8Array.from({ length: 12 * MiB }, (_, at) => (at * 31 + (at >> 8)) % 251));
      // Pieces before, across the start of, within, across the end of and after 6 to 10 MiB, none of them aligned.
      let digest = 0;
      for (let at = 0, size = 1; at < rows.length; at += size, size = 1 + ((size * 7) % 99_991)) {
        digest = digestWriteNow(file.fd, rows.subarray(at, at + size), at, digest, pages);
      }
      expect(digest).toBe(crc32(rows));
      if (pages !== null) unmapPages(pages);
      rows.fill(1, 7 * MiB, 8 * MiB);
      digestWriteNow(file.fd, rows.subarray(7 * MiB, 8 * MiB), 7 * MiB, 0, pages);
      const { buffer } = await file.read(Buffer.alloc(12 * MiB), 0, 12 * MiB, 0);
      expect(buffer.equals(rows)).toBe(true);
    } finally {
      await file.close();
    }
  });

  test("are digested where they are, and a file that is cut off meanwhile harms nobody", async () => {
    const file = await open(join(folder, "rows"), "wx+");
    try {
      const rows = Buffer.alloc(64 * MiB + 12_345, "rows");
      await hugePages(file.fd, 0, rows.length);
      await file.write(rows, 0, rows.length, 0);
      expect(await digestFile(file.fd, 0, rows.length + 100, 7)).toBe(crc32(rows, 7));
      const rest = rows.subarray(64 * MiB);
      expect(await digestFile(file.fd, 64 * MiB, rest.length, 7)).toBe(crc32(rest, 7));
      for (let round = 0; round < 20; round++) {
        await file.truncate(rows.length);
        const digesting = digestFile(file.fd, 0, rows.length, 0);
        while (Math.random() < 0.9) await setImmediate();
        await file.truncate(0);
        expect(await digesting).toBeGreaterThanOrEqual(0);
      }
    } finally {
      await file.close();
    }
  });

  test("are nothing for a file that is long enough, for a short one, and for one on disk", async () => {
    const inMemory = await open(join(folder, "rows"), "wx+");
    const scratch = mkdtempSync(join(tmpdir(), "athanor-test-"));
    const onDisk = await open(join(scratch, "rows"), "wx+");
    try {
      await hugePages(inMemory.fd, 0, 2 * MiB - 1);
      expect((await inMemory.stat()).size).toBe(0);
      await inMemory.truncate(8 * MiB);
      await hugePages(inMemory.fd, 0, 4 * MiB);
      expect((await inMemory.stat()).size).toBe(8 * MiB);
      expect((await inMemory.stat()).blocks).toBe(0);
      await hugePages(onDisk.fd, 0, 4 * MiB);
      expect((await onDisk.stat()).size).toBe(0);
    } finally {
      await inMemory.close();
      await onDisk.close();
      rmSync(scratch, { recursive: true, force: true });
    }
  });
});
