import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { expectRefusal, patience, twoColumns, upload, withCatalog } from "./with-catalog.js";

describe("seal refuses and changes nothing", () => {
  test("what is missing, too much, or contradicts what was declared", () =>
    withCatalog(async ({ matrices }, world) => {
      const matrix = matrices.create("ann", twoColumns());
      const seal = (more: object) => matrices.seal("ann", { matrix: matrix.id, ...more });
      await expectRefusal(() => seal({}), "ATHANOR_SEAL_REFUSED", /no part has arrived; .*rows: 0/);
      matrices.recordAttempt(world.write(matrix, 0, "a", [1, 2]));
      matrices.recordAttempt(world.write(matrix, 3, "a", [1, 2]));
      await expectRefusal(() => seal({}), "ATHANOR_SEAL_REFUSED", /2 of 4 parts are complete; missing 1, 2/);
      await expectRefusal(() => seal({ parts: 3 }), "ATHANOR_SEAL_REFUSED", /part 3 has arrived, and it has 3 parts/);
      await expectRefusal(() => seal({ parts: 10_000 }), "ATHANOR_SEAL_REFUSED", /missing 1, 2, 4, .* and 9988 more/);
      matrices.recordAttempt(world.write(matrix, 1, "a", [1, 2]));
      matrices.recordAttempt(world.write(matrix, 2, "a", [1, 2]));
      await expectRefusal(() => seal({ rows: 5 }), "ATHANOR_SEAL_REFUSED", /have 4 rows; wanted 5: part 0 has 1/);
      const unknown = seal({ attempts: { "1": "z" } });
      await expectRefusal(() => unknown, "ATHANOR_SEAL_REFUSED", /part 1 has no complete attempt "z"; it has "a"/);
      await expectRefusal(() => seal({ attempts: { x: "a" } }), "ATHANOR_SEAL_REFUSED", /names part "x"/);
      expect((await seal({})).state).toBe("sealed");
    }));

  test("another count than was declared at creation", () =>
    withCatalog(async ({ matrices }, world) => {
      const matrix = matrices.create("ann", twoColumns({ rows: 1, parts: 1 }));
      matrices.recordAttempt(world.write(matrix, 0, "a", [1, 2]));
      const seal = (more: object) => () => matrices.seal("ann", { matrix: matrix.id, ...more });
      await expectRefusal(
        seal({ rows: 2 }),
        "ATHANOR_SEAL_REFUSED",
        /created with rows = 1, and the seal says rows = 2/,
      );
      await expectRefusal(seal({ parts: 2 }), "ATHANOR_SEAL_REFUSED", /created with parts = 1/);
    }));

  test("two different complete attempts of a part, unless one is named", () =>
    withCatalog(async (catalog, world) => {
      const { matrices } = catalog;
      const matrix = matrices.create("ann", twoColumns());
      matrices.recordAttempt(world.write(matrix, 0, "a", [1, 2]));
      matrices.recordAttempt(world.write(matrix, 0, "b", [1, 3]));
      const seal = (attempts?: Record<string, string>) => matrices.seal("ann", { matrix: matrix.id, attempts });
      await expectRefusal(() => seal(), "ATHANOR_ATTEMPTS_DIFFER", /part 0 .*"a" \(1 rows, crc32 .*"b" \(1 rows/);
      const sealed = await seal({ "0": "b" });
      expect(sealed.digest).toBe((await upload(catalog, world, "ann", [1, 3])).digest);
    }));

  test("one attempt name with two contents, even when it is named", () =>
    withCatalog(async ({ matrices }, world) => {
      const matrix = matrices.create("ann", twoColumns());
      matrices.recordAttempt(world.write(matrix, 0, "a", [1, 2]));
      matrices.recordAttempt(world.write(matrix, 0, "a", [1, 3]));
      const seal = () => matrices.seal("ann", { matrix: matrix.id, attempts: { "0": "a" } });
      await expectRefusal(seal, "ATHANOR_ATTEMPTS_DIFFER", /under one attempt name/);
    }));

  test("a stream that never said how long it is, until the seal says so", () =>
    withCatalog(async ({ matrices }, world) => {
      const matrix = matrices.create("ann", twoColumns());
      const seal = (rows?: number) => matrices.seal("ann", { matrix: matrix.id, rows });
      matrices.recordAttempt(world.write(matrix, 0, "cut", [1, 2], { declared: false }));
      await expectRefusal(() => seal(), "ATHANOR_SEAL_REFUSED", /without having declared .*how many rows/);
      await expectRefusal(() => seal(2), "ATHANOR_SEAL_REFUSED", /have 1 rows; wanted 2/);
      matrices.recordAttempt(world.write(matrix, 0, "again", [1, 2, 3, 4], { declared: false }));
      await expectRefusal(() => seal(), "ATHANOR_ATTEMPTS_DIFFER");
      await expectRefusal(() => seal(3), "ATHANOR_SEAL_REFUSED", /arrived with 1 or 2 rows; wanted 3/);
      expect((await seal(2)).rows).toBe(2);
    }));

  test("a part whose file was lost since; it can be sent again", () =>
    withCatalog(async ({ matrices }, world) => {
      const matrix = matrices.create("ann", twoColumns());
      const attempt = world.write(matrix, 0, "a", [1, 2]);
      matrices.recordAttempt(attempt);
      rmSync(world.path(matrix, attempt.path));
      const seal = () => matrices.seal("ann", { matrix: matrix.id });
      await expectRefusal(seal, "ATHANOR_SEAL_REFUSED", /part 0 is damaged .*missing.*send it again/);
      matrices.recordAttempt(world.write(matrix, 0, "a", [1, 2]));
      expect((await seal()).rows).toBe(1);
    }));

  test("an aborted, dropped or unknown matrix", () =>
    withCatalog(async ({ matrices }) => {
      const matrix = matrices.create("ann", twoColumns());
      matrices.abort("ann", matrix.id);
      await expectRefusal(() => matrices.seal("ann", { matrix: matrix.id }), "ATHANOR_MATRIX_DROPPED", /was aborted/);
      await expectRefusal(() => matrices.seal("ann", { matrix: "nothing" }), "ATHANOR_MATRIX_NOT_FOUND", /"nothing"/);
    }));
});

test("a sealed matrix has its rows, its read-only winners, and no other file", () =>
  withCatalog(async ({ matrices }, world) => {
    const matrix = matrices.create("ann", twoColumns({ name: "pixels" }));
    const stopped: string[] = [];
    matrices.onStopped((id, error) => stopped.push(`${id} ${error}`));
    matrices.recordAttempt(world.write(matrix, 1, "a", [5, 6]));
    matrices.recordAttempt(world.write(matrix, 0, "a", [1, 2, 3, 4]));
    matrices.recordAttempt(world.write(matrix, 0, "b", [1, 2, 3, 4]));
    world.write(matrix, 0, "half sent", [1, 2]);
    const sealed = await matrices.seal("ann", { matrix: "pixels" });
    expect(sealed).toMatchObject({ state: "sealed", rows: 3, storedRows: 3, bytes: 48, name: "pixels" });
    const parts = matrices.parts(matrix.id);
    expect(parts.map(({ part, rows, bytes }) => [part, rows, bytes])).toEqual([
      [0, 2, 32],
      [1, 1, 16],
    ]);
    for (const { path } of parts) expect(statSync(world.path(matrix, path)).mode & 0o777).toBe(0o400);
    await expect.poll(() => readdirSync(join(world.stores.memory, "m", matrix.id)), patience).toHaveLength(2);
    expect(matrices.usedBytes()).toEqual({ memory: 48, disk: 0 });
    expect(stopped).toEqual([expect.stringMatching(`${matrix.id} ATHANOR_MATRIX_SEALED`)]);
    expect(matrices.info(sealed)).toMatchObject({
      rows: 3,
      parts: 2,
      bytes: 48,
      expiresAt: "1970-01-01T00:17:40.000Z",
    });
  }));

test("a matrix without rows can be stored, with a part or with none", () =>
  withCatalog(async ({ matrices }, world) => {
    const withPart = matrices.create("ann", twoColumns());
    matrices.recordAttempt(world.write(withPart, 0, "a", []));
    expect(await matrices.seal("ann", { matrix: withPart.id })).toMatchObject({ state: "sealed", rows: 0, bytes: 0 });
    const declared = matrices.create("ann", twoColumns({ rows: 0 }));
    expect(await matrices.seal("ann", { matrix: declared.id })).toMatchObject({ state: "sealed", rows: 0 });
  }));

test("a stream that declared its rows beats one that did not", () =>
  withCatalog(async ({ matrices }, world) => {
    const matrix = matrices.create("ann", twoColumns());
    matrices.recordAttempt(world.write(matrix, 0, "cut", [1, 2], { declared: false }));
    matrices.recordAttempt(world.write(matrix, 0, "whole", [1, 2, 3, 4]));
    expect((await matrices.seal("ann", { matrix: matrix.id })).rows).toBe(2);
  }));

test("a second seal of the same meaning gives the same record; of another it is refused", () =>
  withCatalog(async ({ matrices }, world) => {
    const matrix = matrices.create("ann", twoColumns({ name: "pixels" }));
    matrices.recordAttempt(world.write(matrix, 0, "a", [1, 2]));
    matrices.recordAttempt(world.write(matrix, 0, "b", [1, 2]));
    const [one, two] = await Promise.all([1, 2].map(() => matrices.seal("ann", { matrix: "pixels" })));
    expect(two!.id).toBe(one!.id);
    const again = (more: object) => matrices.seal("ann", { matrix: "pixels", ...more });
    expect((await again({ parts: 1, rows: 1, attempts: { "0": "b" } })).digest).toBe(one!.digest);
    await expectRefusal(() => again({ rows: 2 }), "ATHANOR_SEAL_REFUSED", /sealed with rows of 1 .* again with 2/);
    await expectRefusal(() => again({ parts: 2 }), "ATHANOR_SEAL_REFUSED", /part count of 1/);
    await expectRefusal(
      () => again({ attempts: { "0": "c" } }),
      "ATHANOR_SEAL_REFUSED",
      /attempts of part 0 \["a","b"\]/,
    );
  }));

test("two seals at once, while indices are read, give one matrix", () =>
  withCatalog(async ({ matrices }, world) => {
    const matrix = matrices.create("ann", twoColumns({ rowIndex: "positions" }));
    matrices.recordAttempt(world.write(matrix, 0, "a", [1, 2], { index: [0] }));
    const [one, two] = await Promise.all([1, 2].map(() => matrices.seal("ann", { matrix: matrix.id })));
    expect(two!.digest).toBe(one!.digest);
  }));

test("an abort while the seal checks indices wins", () =>
  withCatalog(async ({ matrices }, world) => {
    const matrix = matrices.create("ann", twoColumns({ rowIndex: "positions" }));
    matrices.recordAttempt(world.write(matrix, 0, "a", [1, 2], { index: [0] }));
    const sealing = matrices.seal("ann", { matrix: matrix.id });
    matrices.abort("ann", matrix.id);
    await expectRefusal(() => sealing, "ATHANOR_MATRIX_DROPPED", /was aborted/);
    expect(matrices.usedBytes().memory).toBe(0);
  }));

test("equal uploads have equal digests, others do not", () =>
  withCatalog(async (catalog, world) => {
    const digests = [];
    for (const entries of [
      [1, 2],
      [1, 2],
      [2, 1],
      [1, 2, 3, 4],
    ]) {
      digests.push((await upload(catalog, world, "ann", entries)).digest);
    }
    expect(digests[0]).toBe(digests[1]);
    expect(new Set(digests).size).toBe(3);
  }));

/** Deletions run in the background. */
