import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ReadTicket } from "../../../bridge/common/capability-types.js";
import { StoreDirectories } from "../../../bridge/store/directories.js";
import { readRows } from "../../../bridge/store/part-reader.js";

let disk: string;
beforeEach(() => {
  disk = mkdtempSync(join(tmpdir(), "athanor-reader-"));
  mkdirSync(join(disk, "m"));
});
afterEach(() => rmSync(disk, { recursive: true, force: true }));

/** One column of float64: a file of two rows for each part. */
function ticketOf(...parts: string[]): ReadTicket {
  const pieces = parts.map((name) => ({ path: `m/${name}`, indexPath: null, skip: 0, take: 2 }));
  const format = { matrixId: "m_1", cols: 1, dtype: "float64", tier: "disk" } as const;
  return { kind: "read", user: "ann", ...format, store: 0, firstRow: 0, pieces, expiresAtMs: 0 };
}

const directories = (): StoreDirectories => new StoreDirectories({ memory: null, disk });
const twoRows = 16;

test("a file that goes while a slow reader rests is told at its turn, and ends nothing else", async () => {
  const unheard: unknown[] = [];
  const hear = (error: unknown): void => void unheard.push(error);
  process.on("unhandledRejection", hear);
  try {
    writeFileSync(join(disk, "m", "0"), Buffer.from(new Float64Array([1, 2]).buffer));
    const batches = readRows(directories(), ticketOf("0", "gone"), twoRows);
    expect((await batches.next()).value).toMatchObject({ rows: 2 });
    await sleep(100);
    await expect(batches.next()).rejects.toMatchObject({ code: "ATHANOR_MATRIX_DROPPED" });
    expect(unheard).toEqual([]);
  } finally {
    process.off("unhandledRejection", hear);
  }
});

test("a reader who leaves early leaves no failure behind either", async () => {
  writeFileSync(join(disk, "m", "0"), Buffer.alloc(twoRows));
  const batches = readRows(directories(), ticketOf("0", "gone"), twoRows);
  await batches.next();
  await batches.return(undefined);
  await sleep(50);
});

test("rows are gathered over small files", async () => {
  writeFileSync(join(disk, "m", "0"), Buffer.from(new Float64Array([1, 2]).buffer));
  writeFileSync(join(disk, "m", "1"), Buffer.from(new Float64Array([3, 4]).buffer));
  const seen: number[][] = [];
  for await (const { values } of readRows(directories(), ticketOf("0", "1"), 24)) {
    seen.push([...new Float64Array(values.buffer, values.byteOffset, values.length / 8)]);
  }
  expect(seen).toEqual([[1, 2, 3], [4]]);
});
