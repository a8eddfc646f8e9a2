import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { expectRefusal, patience, twoColumns, upload, withCatalog } from "./with-catalog.js";

describe("create refuses", () => {
  test.each([
    ["", "empty"],
    ["a\u001b[2J", "a terminal's control characters"],
    ["a/b", "a slash"],
    ["x".repeat(256), "too long"],
  ])("the name %j: %s", (name) =>
    withCatalog(({ matrices }) =>
      expectRefusal(() => matrices.create("ann", twoColumns({ name })), "ATHANOR_INVALID_ARGUMENT", /1 to 255 letters/),
    ),
  );

  test("a name that has the form of an id", () =>
    withCatalog(async ({ matrices }) => {
      const name = `m_${"a".repeat(22)}`;
      await expectRefusal(
        () => matrices.create("ann", twoColumns({ name })),
        "ATHANOR_INVALID_ARGUMENT",
        /form of an id/,
      );
    }));

  test("a size beyond counting, and one beyond the budget, and reserves nothing then", () =>
    withCatalog(async ({ matrices }) => {
      const huge = twoColumns({ rows: Number.MAX_SAFE_INTEGER });
      await expectRefusal(() => matrices.create("ann", huge), "ATHANOR_INVALID_ARGUMENT", /2\^53/);
      await expectRefusal(
        () => matrices.create("ann", twoColumns({ rows: 1e6 })),
        "ATHANOR_STORE_FULL",
        /16000000 more/,
      );
      expect(matrices.usedBytes()).toEqual({ memory: 0, disk: 0 });
      expect(matrices.list("ann", "")).toEqual([]);
    }));
});

describe("an attempt is refused and its files are deleted", () => {
  test("when its part number is out of range", () =>
    withCatalog(async ({ matrices }, world) => {
      const matrix = matrices.create("ann", twoColumns({ parts: 2 }));
      const attempt = world.write(matrix, 2, "a", [1, 2]);
      await expectRefusal(() => matrices.recordAttempt(attempt), "ATHANOR_INVALID_ARGUMENT", /part 2 .*0 to 1/);
      await expectRefusal(() => matrices.reserve(matrix.id, -1, "a", 1), "ATHANOR_INVALID_ARGUMENT", /part -1/);
      await gone(world.path(matrix, attempt.path));
    }));

  test("when its file is shorter than its rows", () =>
    withCatalog(async ({ matrices }, world) => {
      const matrix = matrices.create("ann", twoColumns());
      const attempt = { ...world.write(matrix, 0, "a", [1, 2]), rows: 2 };
      await expectRefusal(() => matrices.recordAttempt(attempt), "ATHANOR_INCOMPLETE_STREAM", /16 bytes instead of 32/);
      await gone(world.path(matrix, attempt.path));
    }));

  test("when it brings an index that was not declared, or none where one was", () =>
    withCatalog(async ({ matrices }, world) => {
      const plain = matrices.create("ann", twoColumns());
      const indexed = matrices.create("ann", twoColumns({ rowIndex: "labels" }));
      const withIndex = world.write(plain, 0, "a", [1, 2], { index: [0] });
      await expectRefusal(() => matrices.recordAttempt(withIndex), "ATHANOR_BAD_SCHEMA", /brings a row index/);
      await expectRefusal(
        () => matrices.recordAttempt(world.write(indexed, 0, "a", [1, 2])),
        "ATHANOR_BAD_SCHEMA",
        /brings no row index/,
      );
    }));

  test("when its path leads out of the matrix's folder", () =>
    withCatalog(async (catalog, world) => {
      const other = await upload(catalog, world, "bob", [1, 2]);
      const matrix = catalog.matrices.create("ann", twoColumns());
      const path = catalog.matrices.parts(other.id)[0]!.path;
      for (const aim of [path, `m/${matrix.id}/../../${path}`]) {
        const attempt = { ...world.write(matrix, 0, "a", [1, 2]), path: aim };
        await expectRefusal(
          () => catalog.matrices.recordAttempt(attempt),
          "ATHANOR_INCOMPLETE_STREAM",
          /is not a file of/,
        );
      }
      expect(existsSync(world.path(other, path))).toBe(true);
    }));

  test("when it comes after the seal, and the winner stays", () =>
    withCatalog(async (catalog, world) => {
      const matrix = await upload(catalog, world, "ann", [1, 2]);
      const late = world.write(matrix, 0, "b", [3, 4]);
      await expectRefusal(() => catalog.matrices.recordAttempt(late), "ATHANOR_MATRIX_SEALED", /takes no parts/);
      await expectRefusal(() => catalog.matrices.reserve(matrix.id, 0, "b", 16), "ATHANOR_MATRIX_SEALED");
      await gone(world.path(matrix, late.path));
      expect(existsSync(world.path(matrix, catalog.matrices.parts(matrix.id)[0]!.path))).toBe(true);
    }));

  test("when the winner itself is announced once more after the seal, the winner stays", () =>
    withCatalog(async (catalog, world) => {
      const matrix = catalog.matrices.create("ann", twoColumns());
      const attempt = world.write(matrix, 0, "a", [1, 2]);
      catalog.matrices.recordAttempt(attempt);
      await catalog.matrices.seal("ann", { matrix: matrix.id });
      await expectRefusal(() => catalog.matrices.recordAttempt(attempt), "ATHANOR_MATRIX_SEALED");
      await settle();
      expect(existsSync(world.path(matrix, attempt.path))).toBe(true);
    }));

  test("when the store is full; the attempts before it stay", () =>
    withCatalog(
      async ({ matrices }, world) => {
        const matrix = matrices.create("ann", twoColumns());
        matrices.reserve(matrix.id, 0, "a", 16);
        matrices.recordAttempt(world.write(matrix, 0, "a", [1, 2]));
        await expectRefusal(
          () => matrices.reserve(matrix.id, 1, "a", 33),
          "ATHANOR_STORE_FULL",
          /attempt "a" of part 1/,
        );
        expect(matrices.usedBytes().memory).toBe(16);
        expect((await matrices.seal("ann", { matrix: matrix.id })).rows).toBe(1);
      },
      { budgets: { memory: 48, disk: 0 } },
    ));
});

test("an equal repeat of an attempt is the same attempt, and its second file goes", () =>
  withCatalog(async ({ matrices }, world) => {
    const matrix = matrices.create("ann", twoColumns());
    matrices.recordAttempt(world.write(matrix, 0, "a", [1, 2]));
    const repeat = world.write(matrix, 0, "a", [1, 2]);
    matrices.recordAttempt(repeat);
    await gone(world.path(matrix, repeat.path));
    expect(matrices.usedBytes().memory).toBe(16);
  }));

test("ending an attempt frees what it had reserved", () =>
  withCatalog(({ matrices }) => {
    const matrix = matrices.create("ann", twoColumns());
    matrices.reserve(matrix.id, 0, "a", 1000);
    matrices.reserve(matrix.id, 0, "a", 5000);
    expect(matrices.usedBytes().memory).toBe(5000);
    matrices.endAttempt(matrix.id, 0, "a");
    matrices.endAttempt(matrix.id, 0, "a");
    expect(matrices.usedBytes().memory).toBe(0);
  }));

async function gone(path: string): Promise<void> {
  await expect.poll(() => existsSync(path), patience).toBe(false);
}

function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 100));
}
