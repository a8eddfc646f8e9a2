import { mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadTransfer } from "../../../native-libs/load.js";

const MiB = 1 << 20;
const { hugePages } = loadTransfer();
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
