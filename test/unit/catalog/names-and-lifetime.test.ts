import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { expectRefusal, patience, twoColumns, upload, withCatalog } from "./with-catalog.js";

describe("another user's matrix does not exist", () => {
  test("neither by name nor by id, for any operation, and a guess looks the same", () =>
    withCatalog(async (catalog, world) => {
      const { matrices } = catalog;
      const sealed = await upload(catalog, world, "ann", [1, 2], { name: "pixels" });
      const open = matrices.create("ann", twoColumns({ name: "later" }));
      for (const name of ["pixels", "later", sealed.id, open.id, `m_${"A".repeat(22)}`]) {
        const uses = [
          () => matrices.resolve("bob", name),
          () => matrices.seal("bob", { matrix: name }),
          () => matrices.abort("bob", name),
          () => matrices.drop("bob", name),
          () => matrices.renew("bob", name, null),
        ];
        for (const use of uses) await expectRefusal(use, "ATHANOR_MATRIX_NOT_FOUND", `bob has no matrix "${name}"`);
      }
      expect(matrices.findOpen("bob", "later")).toBeNull();
      expect(matrices.list("bob", "")).toEqual([]);
      const own = await upload(catalog, world, "bob", [3, 4], { name: "pixels" });
      expect(matrices.resolve("bob", "pixels").id).toBe(own.id);
      expect(matrices.resolve("ann", "pixels").id).toBe(sealed.id);
    }));
});

describe("a name that is taken", () => {
  test("is refused to other content, and the upload can still be sealed once the name is free", () =>
    withCatalog(async (catalog, world) => {
      const { matrices } = catalog;
      const first = await upload(catalog, world, "ann", [1, 2], { name: "pixels" });
      const second = matrices.create("ann", twoColumns({ name: "pixels" }));
      matrices.recordAttempt(world.write(second, 0, "a", [3, 4]));
      const seal = () => matrices.seal("ann", { matrix: second.id });
      await expectRefusal(seal, "ATHANOR_MATRIX_EXISTS", first.id, /has other content/, /replace/);
      expect(matrices.resolve("ann", second.id).state).toBe("open");
      matrices.drop("ann", first.id);
      expect((await seal()).id).toBe(second.id);
    }));

  test("is refused to another shape even with reuse", () =>
    withCatalog(async (catalog, world) => {
      await upload(catalog, world, "ann", [1, 2], { name: "pixels" });
      const again = () => upload(catalog, world, "ann", [1, 2, 3, 4], { name: "pixels", ifExists: "reuse" });
      await expectRefusal(again, "ATHANOR_MATRIX_EXISTS", /is 1 x 2 float64 and this one 2 x 2 float64/);
    }));

  for (const ifExists of ["error", "reuse", "replace"] as const) {
    test(`goes on meaning the old matrix when the new one is equal (${ifExists}), and the new id means it too`, () =>
      withCatalog(async (catalog, world) => {
        const { matrices } = catalog;
        const first = await upload(catalog, world, "ann", [1, 2], { name: "pixels" });
        const retry = matrices.create("ann", twoColumns({ name: "pixels", ifExists }));
        matrices.recordAttempt(world.write(retry, 0, "a", [1, 2]));
        expect((await matrices.seal("ann", { matrix: retry.id })).id).toBe(first.id);
        expect((await matrices.seal("ann", { matrix: retry.id, rows: 1 })).id).toBe(first.id);
        expect(matrices.resolve("ann", retry.id).id).toBe(first.id);
        expect(matrices.usedBytes().memory).toBe(16);
        matrices.drop("ann", "pixels");
        await expectRefusal(() => matrices.resolve("ann", retry.id), "ATHANOR_MATRIX_DROPPED", /given up/);
      }));
  }

  test("keeps its matrix with reuse, whatever the new content", () =>
    withCatalog(async (catalog, world) => {
      const first = await upload(catalog, world, "ann", [1, 2], { name: "pixels" });
      expect((await upload(catalog, world, "ann", [3, 4], { name: "pixels", ifExists: "reuse" })).id).toBe(first.id);
    }));

  test("goes to the new matrix with replace, and the old one is gone and says so", () =>
    withCatalog(async (catalog, world) => {
      const { matrices } = catalog;
      const first = await upload(catalog, world, "ann", [1, 2], { name: "pixels" });
      const second = await upload(catalog, world, "ann", [3, 4], { name: "pixels", ifExists: "replace" });
      expect(matrices.resolve("ann", "pixels").id).toBe(second.id);
      const old = () => matrices.resolve("ann", first.id);
      await expectRefusal(old, "ATHANOR_MATRIX_DROPPED", /replaced/, second.id);
      expect(matrices.usedBytes().memory).toBe(16);
    }));
});

test("by name a sealed matrix comes before an open one; findOpen gives the newest open one", () =>
  withCatalog(async (catalog, world) => {
    const { matrices } = catalog;
    const first = matrices.create("ann", twoColumns({ name: "pixels" }));
    const second = matrices.create("ann", twoColumns({ name: "pixels" }));
    expect(matrices.findOpen("ann", "pixels")?.id).toBe(second.id);
    expect(matrices.resolve("ann", "pixels").id).toBe(second.id);
    await expectRefusal(() => matrices.resolveSealed("ann", "pixels"), "ATHANOR_MATRIX_NOT_SEALED", /seal or abort/);
    matrices.recordAttempt(world.write(first, 0, "a", [1, 2]));
    await matrices.seal("ann", { matrix: first.id });
    expect(matrices.resolve("ann", "pixels").id).toBe(first.id);
    expect(matrices.findOpen("ann", "pixels")?.id).toBe(second.id);
    expect(matrices.findSealed("ann", "pixels")?.id).toBe(first.id);
    expect(matrices.list("ann", "pix").map(({ id }) => id)).toEqual([first.id, second.id]);
    expect(matrices.list("ann", "other")).toEqual([]);
  }));

describe("drop", () => {
  test("frees bytes and name at once, and the name tells what became of it", () =>
    withCatalog(async (catalog, world) => {
      const { matrices } = catalog;
      const matrix = await upload(catalog, world, "ann", [1, 2], { name: "pixels" });
      const { path } = matrices.parts(matrix.id)[0]!;
      matrices.drop("ann", "pixels");
      expect(matrices.usedBytes().memory).toBe(0);
      await expect.poll(() => existsSync(world.path(matrix, path)), patience).toBe(false);
      await expectRefusal(() => matrices.drop("ann", "pixels"), "ATHANOR_MATRIX_DROPPED", /was dropped at/);
      await expectRefusal(() => matrices.resolve("ann", matrix.id), "ATHANOR_MATRIX_DROPPED");
      await expectRefusal(() => matrices.pin(matrix.id), "ATHANOR_MATRIX_DROPPED");
      await expectRefusal(() => matrices.abort("ann", matrix.id), "ATHANOR_MATRIX_DROPPED", /cannot be aborted/);
    }));

  test("of an open matrix aborts it; abort of a sealed one is refused", () =>
    withCatalog(async (catalog, world) => {
      const { matrices } = catalog;
      const open = matrices.create("ann", twoColumns({ rows: 10 }));
      expect(matrices.drop("ann", open.id).state).toBe("aborted");
      expect(matrices.usedBytes().memory).toBe(0);
      const sealed = await upload(catalog, world, "ann", [1, 2]);
      await expectRefusal(() => matrices.abort("ann", sealed.id), "ATHANOR_MATRIX_SEALED", /cannot be aborted/);
    }));

  test("of a pinned matrix keeps the files to the last release, and frees the name at once", () =>
    withCatalog(async (catalog, world) => {
      const { matrices } = catalog;
      const matrix = await upload(catalog, world, "ann", [1, 2], { name: "pixels" });
      const file = world.path(matrix, matrices.parts(matrix.id)[0]!.path);
      const releases = [matrices.pin(matrix.id), matrices.pin(matrix.id)];
      matrices.drop("ann", "pixels");
      await upload(catalog, world, "ann", [3, 4], { name: "pixels" });
      releases[0]!();
      releases[0]!();
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(existsSync(file)).toBe(true);
      expect(matrices.usedBytes().memory).toBe(32);
      releases[1]!();
      expect(matrices.usedBytes().memory).toBe(16);
      await expect.poll(() => existsSync(file), patience).toBe(false);
    }));
});

describe("the time to live", () => {
  test("ends a matrix that nobody uses, and says when and how to keep it", () =>
    withCatalog(async (catalog, world) => {
      const { matrices } = catalog;
      const sealed = await upload(catalog, world, "ann", [1, 2], { name: "pixels" });
      const open = matrices.create("ann", twoColumns({ rows: 10 }));
      world.clock += 60_001;
      matrices.sweep();
      for (const id of [sealed.id, open.id]) {
        const use = () => matrices.resolve("ann", id);
        await expectRefusal(use, "ATHANOR_MATRIX_EXPIRED", /not used for 60000 ms/, /ttlMs \(null: never expires\)/);
      }
      await expectRefusal(() => matrices.resolve("ann", "pixels"), "ATHANOR_MATRIX_EXPIRED");
      expect(matrices.usedBytes()).toEqual({ memory: 0, disk: 0 });
    }));

  test("counts from the last use: resolve, touch, a running upload, the release of a pin", () =>
    withCatalog(async (catalog, world) => {
      const { matrices } = catalog;
      const sealed = await upload(catalog, world, "ann", [1, 2], { name: "pixels" });
      const open = matrices.create("ann", twoColumns());
      const uses = [
        () => matrices.resolve("ann", "pixels"),
        () => matrices.touch(sealed.id),
        () => matrices.pin(sealed.id)(),
        () => matrices.renew("ann", "pixels", undefined),
      ];
      for (const use of uses) {
        world.clock += 50_000;
        use();
        matrices.reserve(open.id, 0, "a", 16);
        matrices.sweep();
      }
      expect(matrices.find(sealed.id)).toMatchObject({ state: "sealed", lastUsedAtMs: world.clock });
      expect(matrices.find(open.id)?.state).toBe("open");
    }));

  test("does not end what is pinned", () =>
    withCatalog(async (catalog, world) => {
      const { matrices } = catalog;
      const { id } = await upload(catalog, world, "ann", [1, 2]);
      const release = matrices.pin(id);
      world.clock += 100_000;
      matrices.sweep();
      expect(matrices.find(id)?.state).toBe("sealed");
      release();
      matrices.sweep();
      expect(matrices.find(id)?.state).toBe("sealed");
      world.clock += 60_001;
      matrices.sweep();
      expect(matrices.find(id)?.state).toBe("dropped");
    }));

  test("can be changed, and null is for ever", () =>
    withCatalog(async (catalog, world) => {
      const { matrices } = catalog;
      const { id } = await upload(catalog, world, "ann", [1, 2], { ttlMs: 10 });
      expect(matrices.info(matrices.renew("ann", id, null)).expiresAt).toBeNull();
      world.clock += 1e12;
      matrices.sweep();
      matrices.renew("ann", id, 5);
      world.clock += 6;
      matrices.sweep();
      await expectRefusal(() => matrices.resolve("ann", id), "ATHANOR_MATRIX_EXPIRED", /not used for 5 ms/);
    }));
});
