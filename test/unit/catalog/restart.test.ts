import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { expect, test } from "vitest";
import { isOwned } from "../../../bridge/catalog/database.js";
import { MatrixTable } from "../../../bridge/catalog/matrix-table.js";
import { CatalogWorld, expectRefusal, patience, twoColumns, upload } from "./with-catalog.js";

async function withWorld(test: (world: CatalogWorld) => Promise<void>): Promise<void> {
  const world = new CatalogWorld();
  try {
    await test(world);
  } finally {
    world.remove();
  }
}

/** Another process that holds the catalog as a bridge does, with plain SQLite. */
async function holdElsewhere(path: string): Promise<ChildProcess> {
  const script = `
    const database = new (require("better-sqlite3"))(process.argv[1]);
    database.pragma("locking_mode = EXCLUSIVE");
    database.pragma("journal_mode = WAL");
    database.exec("begin exclusive; commit");
    require("node:fs").writeFileSync(process.argv[1] + ".pid", process.pid + "\\n");
    console.log("held");
    process.stdin.resume();`;
  const child = spawn(process.execPath, ["-e", script, path], { stdio: ["pipe", "pipe", "inherit"] });
  await once(child.stdout!, "data");
  return child;
}

test("a second bridge is refused while the first lives, and told its pid; after kill -9 it may start", () =>
  withWorld(async (world) => {
    await world.open().close();
    const path = join(world.home, "catalog.sqlite");
    const child = await holdElsewhere(path);
    const refusal = () => world.open();
    await expectRefusal(refusal, "ATHANOR_ALREADY_RUNNING", `pid ${child.pid}`, /--state-dir/);
    expect(isOwned(path)).toBe(true);
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
    expect(isOwned(path)).toBe(false);
    await world.open().close();
  }));

test("the same process cannot open it twice either, and closing twice is harmless", () =>
  withWorld(async (world) => {
    const catalog = world.open();
    await expectRefusal(() => world.open(), "ATHANOR_ALREADY_RUNNING", `pid ${process.pid}`);
    expect(catalog.matrices.list("ann", "")).toEqual([]);
    await catalog.close();
    await catalog.close();
    expect(isOwned(join(world.home, "catalog.sqlite"))).toBe(false);
    expect(isOwned(join(world.home, "nothing.sqlite"))).toBe(false);
  }));

test("a catalog of a newer Athanor is refused and left alone", () =>
  withWorld(async (world) => {
    await world.open().close();
    const path = join(world.home, "catalog.sqlite");
    const database = new Sqlite(path);
    database.pragma("user_version = 99");
    database.close();
    await expectRefusal(() => world.open(), "ATHANOR_BAD_CONFIG", /version 99/);
    await expectRefusal(() => world.open(), "ATHANOR_BAD_CONFIG", /newer Athanor/);
  }));

test("a file that is no catalog is refused", () =>
  withWorld(async (world) => {
    writeFileSync(join(world.home, "catalog.sqlite"), "this is not a database, whatever its name says".repeat(100));
    expect(() => world.open()).toThrow(/not a database/);
  }));

test("sealed matrices, uploads with their complete attempts, and what ended are there after a restart", () =>
  withWorld(async (world) => {
    const first = world.open();
    const sealed = await upload(first, world, "ann", [1, 2], { name: "pixels" });
    const dropped = await upload(first, world, "ann", [1, 2], { name: "gone" });
    first.matrices.drop("ann", "gone");
    const open = first.matrices.create("ann", twoColumns({ name: "later", rows: 2, parts: 2 }));
    first.matrices.recordAttempt(world.write(open, 0, "a", [3, 4]));
    const half = world.write(open, 1, "half sent", [5]);
    world.clock += 1000;
    first.matrices.touch(sealed.id);
    await first.close();

    const second = world.open();
    expect(second.recovery).toEqual({ sealed: 1, open: 1, lost: [], lostAttempts: 0 });
    expect(second.matrices.find(sealed.id)).toMatchObject({ state: "sealed", lastUsedAtMs: world.clock });
    expect(second.matrices.parts(sealed.id)).toHaveLength(1);
    await expectRefusal(() => second.matrices.resolve("ann", dropped.id), "ATHANOR_MATRIX_DROPPED");
    await expect.poll(() => existsSync(world.path(open, half.path)), patience).toBe(false);
    expect(second.matrices.usedBytes().memory).toBe(16 + 32);
    second.matrices.recordAttempt(world.write(open, 1, "again", [5, 6]));
    expect((await second.matrices.seal("ann", { matrix: "later" })).rows).toBe(2);
    await second.close();
  }));

test("a sealed matrix whose file is missing or has another size is lost and says which file", () =>
  withWorld(async (world) => {
    const first = world.open();
    const missing = await upload(first, world, "ann", [1, 2], { name: "missing" });
    const longer = await upload(first, world, "ann", [3, 4], { name: "longer" });
    const files = [missing, longer].map((matrix) => world.path(matrix, first.matrices.parts(matrix.id)[0]!.path));
    await first.close();
    rmSync(files[0]!);
    rmSync(files[1]!);
    writeFileSync(files[1]!, "x".repeat(17));

    const second = world.open();
    expect(second.recovery.lost).toEqual([missing.id, longer.id]);
    const use = (name: string) => () => second.matrices.resolve("ann", name);
    await expectRefusal(use("missing"), "ATHANOR_MATRIX_LOST", /part 0: m\/.*is missing/);
    await expectRefusal(use("longer"), "ATHANOR_MATRIX_LOST", /has 17 bytes instead of 16/);
    expect(second.matrices.list("ann", "").map(({ state }) => state)).toEqual(["lost", "lost"]);
    expect(second.matrices.drop("ann", "missing").state).toBe("dropped");
    await expect.poll(() => readdirSync(join(world.stores.memory, "m")), patience).toEqual([]);
    await second.close();
  }));

test("an acknowledged attempt whose file is gone counts as never sent", () =>
  withWorld(async (world) => {
    const first = world.open();
    const open = first.matrices.create("ann", twoColumns());
    const attempt = world.write(open, 0, "a", [1, 2]);
    first.matrices.recordAttempt(attempt);
    await first.close();
    rmSync(world.path(open, attempt.path));
    const second = world.open();
    expect(second.recovery.lostAttempts).toBe(1);
    const seal = () => second.matrices.seal("ann", { matrix: open.id, parts: 1 });
    await expectRefusal(seal, "ATHANOR_SEAL_REFUSED", /missing 0/);
    await second.close();
  }));

test("an upload of unknown size counts what had arrived before the restart", () =>
  withWorld(async (world) => {
    const first = world.open();
    const open = first.matrices.create("ann", twoColumns());
    first.matrices.recordAttempt(world.write(open, 0, "a", [1, 2]));
    await first.close();
    const second = world.open();
    expect(second.matrices.usedBytes().memory).toBe(16);
    second.matrices.abort("ann", open.id);
    expect(second.matrices.usedBytes().memory).toBe(0);
    await second.close();
  }));

test("folders that no catalog knows, jobs' private files and half-sent attempts are swept at the start", () =>
  withWorld(async (world) => {
    const first = world.open();
    const sealed = await upload(first, world, "ann", [1, 2]);
    await first.close();
    for (const tier of ["memory", "disk"] as const) {
      mkdirSync(join(world.stores[tier], "m", "m_stranger"));
      mkdirSync(join(world.stores[tier], "jobs", "j1"));
      writeFileSync(join(world.stores[tier], "jobs", "j1", "u.0"), "x");
    }
    writeFileSync(join(world.stores.memory, "m", sealed.id, "0.unfinished"), "x");
    // The same id in the other store is not this matrix.
    mkdirSync(join(world.stores.disk, "m", sealed.id));
    const second = world.open();
    await second.close();
    expect(readdirSync(join(world.stores.memory, "m"))).toEqual([sealed.id]);
    expect(readdirSync(join(world.stores.memory, "m", sealed.id))).toHaveLength(1);
    for (const rest of ["memory/jobs", "disk/jobs", "disk/m"]) expect(readdirSync(join(world.home, rest))).toEqual([]);
  }));

test("a use that was not written down in time is only a little older after a kill", () =>
  withWorld(async (world) => {
    const first = world.open({ sweepIntervalMs: 20 });
    const matrix = await upload(first, world, "ann", [1, 2]);
    world.clock += 5000;
    first.matrices.touch(matrix.id);
    const path = join(world.home, "catalog.sqlite-wal");
    const before = readFileSync(path).length;
    await expect.poll(() => readFileSync(path).length, patience).toBeGreaterThan(before);
    await first.close();
  }));

test("a damaged pid file beside the catalog does not hide the refusal", () =>
  withWorld(async (world) => {
    const catalog = world.open();
    rmSync(join(world.home, "catalog.sqlite.pid"));
    appendFileSync(join(world.home, "catalog.sqlite.pid"), "rubbish");
    await expectRefusal(() => world.open(), "ATHANOR_ALREADY_RUNNING", /another bridge/);
    await catalog.close();
  }));

test("of matrices that ended only the newest are remembered", () =>
  withWorld(async (world) => {
    const catalog = world.open();
    const ids = [];
    for (let i = 0; i < 4; i++) {
      world.clock += 1;
      ids.push(catalog.matrices.abort("ann", catalog.matrices.create("ann", twoColumns()).id).id);
    }
    const open = catalog.matrices.create("ann", twoColumns());
    await catalog.close();
    const database = new Sqlite(join(world.home, "catalog.sqlite"));
    const table = new MatrixTable(database);
    table.forgetOldEnds(2);
    expect(ids.map((id) => table.byId(id)?.state)).toEqual([undefined, undefined, "aborted", "aborted"]);
    expect(table.byId(open.id)?.state).toBe("open");
    database.close();
  }));
