import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SpareFiles } from "../../../bridge/catalog/spare-files.js";
import { CatalogWorld } from "./with-catalog.js";

const MiB = 1024 * 1024;
let root: string;
let clock = 0;
let free = 100 * MiB;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "athanor-spare-"));
  clock = 0;
  free = 100 * MiB;
});
afterEach(() => rmSync(root, { recursive: true }));

function spareFiles(maxBytes = 10 * MiB): SpareFiles {
  return new SpareFiles({ root, maxBytes, idleMs: 1000, now: () => clock, free: () => free });
}

/** A folder with part files of these sizes, in modes. */
function folderOf(files: Record<string, [bytes: number, mode: number]>): string {
  const folder = mkdtempSync(join(root, "doomed-"));
  for (const [name, [bytes, mode]] of Object.entries(files))
    writeFileSync(join(folder, name), Buffer.alloc(bytes), { mode });
  return folder;
}

function kept(): number[] {
  return readdirSync(join(root, "spare")).map((name) => statSync(join(root, "spare", name)).size);
}

describe("spare files", () => {
  test("are no file that may have a writer, is small, no part's rows or a symbolic link", () => {
    const folder = folderOf({
      "0.a.rows": [2 * MiB, 0o600],
      "1.a.rows": [MiB - 1, 0o400],
      "2.a.idx": [2 * MiB, 0o400],
      "3.a.rows.store-0.unfinished": [2 * MiB, 0o400],
    });
    symlinkSync("/etc/passwd", join(folder, "4.a.rows"));
    const files = spareFiles();
    files.keepFrom(folder);
    files.keepFrom(join(root, "nowhere"));
    expect(files.bytes).toBe(0);
    expect(readdirSync(folder)).toHaveLength(5);
  });

  test("take no more than their share, nor than what is free", () => {
    const files = spareFiles(5 * MiB);
    files.keepFrom(folderOf({ "0.rows": [2 * MiB, 0o400], "1.rows": [4 * MiB, 0o400], "2.rows": [3 * MiB, 0o400] }));
    expect(kept().sort()).toEqual([2 * MiB, 3 * MiB]);
    free = 6 * MiB;
    const wider = spareFiles(50 * MiB);
    expect(existsSync(join(root, "spare"))).toBe(true);
    expect(kept()).toEqual([]); // What a bridge finds at its start is of one that is gone.
    wider.keepFrom(folderOf({ "0.rows": [4 * MiB, 0o400], "1.rows": [4 * MiB, 0o400] }));
    expect(wider.bytes).toBe(4 * MiB);
  });

  test("are given back, oldest first, when room is short, after a while, and at the end", async () => {
    const files = spareFiles();
    files.keepFrom(folderOf({ "0.rows": [2 * MiB, 0o400] }));
    files.keepFrom(folderOf({ "0.rows": [1 * MiB, 0o400] }));
    clock = 500;
    files.keepFrom(folderOf({ "0.rows": [3 * MiB, 0o400] }));
    free = 3 * MiB;
    files.fit();
    expect(files.bytes).toBe(3 * MiB);
    clock = 1400;
    files.expire();
    expect(files.bytes).toBe(3 * MiB);
    clock = 1500;
    files.expire();
    expect(files.bytes).toBe(0);
    files.keepFrom(folderOf({ "0.rows": [2 * MiB, 0o400] }));
    await files.close();
    expect(kept()).toEqual([]);
  });

  test("that a store has taken are forgotten", () => {
    const files = spareFiles(3 * MiB);
    files.keepFrom(folderOf({ "0.rows": [3 * MiB, 0o400] }));
    rmSync(join(root, "spare", readdirSync(join(root, "spare"))[0]!));
    files.keepFrom(folderOf({ "0.rows": [2 * MiB, 0o400] }));
    expect(kept()).toEqual([2 * MiB]);
  });
});

test("a dropped matrix leaves its files to the next ones, until one needs the room", async () => {
  const world = new CatalogWorld();
  const budgets = { memory: 4 * MiB, disk: 0 };
  const catalog = world.open({ budgets, spare: { maxBytes: 4 * MiB, idleMs: 1000 } });
  const spare = (): string[] => readdirSync(join(world.stores.memory, "spare"));
  try {
    const rows = (2 * MiB) / 8;
    const matrix = catalog.matrices.create("ada", { cols: 1, dtype: "float64", rows });
    const entries = Array.from({ length: rows }, (_value, at) => at);
    catalog.matrices.recordAttempt(world.write(matrix, 0, "a", entries));
    await catalog.matrices.seal("ada", { matrix: matrix.id });
    const release = catalog.matrices.pin(matrix.id);
    catalog.matrices.drop("ada", matrix.id);
    expect(spare()).toEqual([]);
    release();
    expect(spare()).toHaveLength(1);
    expect(catalog.matrices.usedBytes().memory).toBe(0);
    catalog.matrices.create("ada", { cols: 1, dtype: "float64", rows });
    expect(spare()).toHaveLength(1);
    catalog.matrices.create("ada", { cols: 1, dtype: "float64", rows: rows / 2 });
    await expect.poll(spare).toEqual([]);
  } finally {
    await catalog.close();
    world.remove();
  }
  expect(existsSync(world.home)).toBe(false);
});
