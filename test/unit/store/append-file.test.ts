import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AppendFile } from "../../../bridge/store/append-file.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "athanor-append-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("an appended file", () => {
  test("is never one that was there before", async () => {
    const path = join(folder, "a");
    await (await AppendFile.create(path)).commit(join(folder, "a"));
    await expect(AppendFile.create(path)).rejects.toThrow(/EEXIST/);
  });

  test("keeps its first failure and leaves nothing when it is discarded, twice too", async () => {
    const path = join(folder, "a");
    const file = await AppendFile.create(path);
    file.append([Buffer.alloc(100)]);
    await file.discard();
    await file.discard();
    file.append([Buffer.alloc(100)]);
    await expect(file.written()).rejects.toThrow("discarded");
    expect(existsSync(path)).toBe(false);
  });

  test("has all pieces in order, more than one writev takes, and its mode is 0600", async () => {
    const file = await AppendFile.create(join(folder, "unfinished"));
    const pieces = Array.from({ length: 5000 }, (_value, at) => Buffer.alloc(at % 7, at));
    for (let at = 0; at < 2000; at += 10) {
      file.append(pieces.slice(at, at + 10));
      await file.written(50);
      expect(file.bytesInFlight).toBeLessThanOrEqual(50);
    }
    file.append(pieces.slice(2000));
    const wanted = Buffer.concat(pieces);
    expect(file.bytes).toBe(wanted.length);
    const back: Buffer[] = [];
    for await (const chunk of file.read(333)) back.push(Buffer.from(chunk));
    expect(Buffer.concat(back).equals(wanted)).toBe(true);
    await file.commit(join(folder, "done"));
    expect(readFileSync(join(folder, "done")).equals(wanted)).toBe(true);
    expect(statSync(join(folder, "done")).mode & 0o777).toBe(0o600);
    expect(existsSync(join(folder, "unfinished"))).toBe(false);
  });
});
