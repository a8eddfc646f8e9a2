import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkIndices } from "../../../bridge/catalog/index-check.js";
import { BucketedSearch } from "../../../bridge/catalog/index-duplicates.js";
import type { IndexJob } from "../../../bridge/catalog/index-scan.js";
import { expectRefusal, twoColumns, withCatalog } from "./with-catalog.js";

let folder: string;
let count = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "athanor-index-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A job on index files with these values, one file a part. */
function job(parts: (number | bigint)[][] | BigInt64Array[], more: Partial<IndexJob>): IndexJob {
  const files = parts.map((values, part) => {
    const path = join(folder, `${count++}.idx`);
    const words = values instanceof BigInt64Array ? values : new BigInt64Array(values.map((value) => BigInt(value)));
    writeFileSync(path, Buffer.from(words.buffer, words.byteOffset, words.byteLength));
    return { part, path, rows: values.length };
  });
  const storedRows = files.reduce((sum, { rows }) => sum + rows, 0);
  return { matrix: "matrix x", kind: "positions", missingRows: "refuse", rows: storedRows, storedRows, files, ...more };
}

describe("positions are refused", () => {
  test("beyond the rows, with part, row and position, and the way to say that gaps are zero", async () => {
    const check = () =>
      checkIndices(
        job(
          [
            [0, 1],
            [2, 4],
          ],
          {},
        ),
      );
    await expectRefusal(
      check,
      "ATHANOR_BAD_INDEX",
      /part 1, row 1 has position 4; wanted 0 to 3/,
      /missingRows: "zero"/,
    );
  });
  test("below zero, and beyond 2^53", async () => {
    await expectRefusal(() => checkIndices(job([[0, -1]], {})), "ATHANOR_BAD_INDEX", /part 0, row 1 has position -1;/);
    const far = () => checkIndices(job([[0, 2n ** 62n + 1n]], {}));
    await expectRefusal(far, "ATHANOR_BAD_INDEX", /position 4611686018427387905/);
  });
  test("twice, with both places", async () => {
    const check = () =>
      checkIndices(
        job(
          [
            [3, 1],
            [0, 1],
          ],
          {},
        ),
      );
    await expectRefusal(check, "ATHANOR_BAD_INDEX", /part 1, row 1 has index 1, and so has part 0, row 1/);
  });
  test("twice among many missing rows", async () => {
    const far = 10 ** 12;
    const check = () => checkIndices(job([[far, 1], [far]], { missingRows: "zero", rows: far + 1 }));
    await expectRefusal(check, "ATHANOR_BAD_INDEX", /part 1, row 0 has index 1000000000000, and so has part 0, row 0/);
  });
  test("out of the declared rows where gaps are zero", async () => {
    const check = () => checkIndices(job([[5]], { missingRows: "zero", rows: 5 }));
    await expectRefusal(check, "ATHANOR_BAD_INDEX", /wanted 0 to 4 for 5 rows: mend the index/);
  });
});

describe("labels are refused", () => {
  test("twice, whatever their size", async () => {
    const far = -(2n ** 63n);
    const check = () => checkIndices(job([[far, 7], [far]], { kind: "labels" }));
    await expectRefusal(check, "ATHANOR_BAD_INDEX", /index -9223372036854775808/);
  });
});

test("an index file that is too short is named", async () => {
  const short = job([[0]], { storedRows: 2, rows: 2 });
  short.files[0]!.rows = 2;
  await expectRefusal(() => checkIndices(short), "ATHANOR_MATRIX_LOST", /ends at byte 8/);
});

test("a permutation of all rows passes, and so do distinct labels", async () => {
  expect(await checkIndices(job([[3, 1], [], [0, 2]], {}))).toBe(4);
  expect(await checkIndices(job([[-5, 2n ** 62n], [0]], { kind: "labels" }))).toBe(3);
  expect(await checkIndices(job([], { rows: 0 }))).toBe(0);
});

test("where gaps are zero and nobody said how many rows, the largest position does", async () => {
  expect(await checkIndices(job([[3], [900]], { missingRows: "zero", rows: null }))).toBe(901);
});

test("a search in many buckets finds what a search in one finds", () => {
  const random = randomNumbers(5);
  for (let round = 0; round < 50; round++) {
    const values = Array.from({ length: 400 }, () => BigInt(Math.floor(random() * 100_000)) * 4096n);
    const { files, storedRows } = job([values.slice(0, 150), values.slice(150)], {});
    const twice = new Set(values).size < values.length;
    for (const bucketRows of [1000, 100, 7]) {
      const found = new BucketedSearch(files, storedRows, bucketRows).find();
      expect(found !== null).toBe(twice);
      if (found !== null) expect(values.filter((value) => value === found).length).toBeGreaterThan(1);
    }
  }
});

test.runIf(existsSync(new URL("../../../dist/bridge/catalog/index-worker.js", import.meta.url)))(
  "a large check runs beside the event loop, and its refusal comes back whole",
  async () => {
    const values = BigInt64Array.from({ length: 2_000_000 }, (_, i) => BigInt(1_999_999 - i));
    const jobs = [job([values], {}), job([values], { kind: "labels" })];
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    for (const large of jobs) {
      turns = 0;
      expect(await checkIndices(large)).toBe(2_000_000);
      expect(turns).toBeGreaterThan(3);
    }
    clearInterval(timer);
    values[1_500_000] = 7n;
    const check = () => checkIndices(job([values], {}));
    await expectRefusal(check, "ATHANOR_BAD_INDEX", /part 0, row 1999992 has index 7, and so has part 0, row 1500000/);
  },
);

test("a sealed matrix of positions with gaps knows both its rows and those it stores", () =>
  withCatalog(async ({ matrices }, world) => {
    const matrix = matrices.create("ann", twoColumns({ rowIndex: "positions", missingRows: "zero", rows: 10 }));
    matrices.recordAttempt(world.write(matrix, 0, "a", [1, 2, 3, 4], { index: [9, 0] }));
    const sealed = await matrices.seal("ann", { matrix: matrix.id });
    expect(sealed).toMatchObject({ rows: 10, storedRows: 2, bytes: 48 });
  }));

test("a bad index leaves the matrix open, so that the part can be sent again", () =>
  withCatalog(async ({ matrices }, world) => {
    const matrix = matrices.create("ann", twoColumns({ rowIndex: "positions" }));
    matrices.recordAttempt(world.write(matrix, 0, "a", [1, 2, 3, 4], { index: [0, 2] }));
    const seal = (attempts?: Record<string, string>) => matrices.seal("ann", { matrix: matrix.id, attempts });
    await expectRefusal(() => seal(), "ATHANOR_BAD_INDEX", matrix.id, /part 0, row 1/);
    matrices.recordAttempt(world.write(matrix, 0, "b", [1, 2, 3, 4], { index: [1, 0] }));
    expect((await seal({ "0": "b" })).rows).toBe(2);
  }));

function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
