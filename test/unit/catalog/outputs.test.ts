import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import type { OutputCommit } from "../../../bridge/catalog/types.js";
import { expectRefusal, patience, twoColumns, upload, withCatalog } from "./with-catalog.js";

/** Writes what the ranks would: one file each of an n x 1 float64 output. */
function output(directory: string, role: string, ranks: number[][], more: Partial<OutputCommit> = {}): OutputCommit {
  const files = ranks.map((entries, rank) => {
    const path = join(directory, `${role}.${rank}`);
    const bytes = Buffer.from(new Float64Array(entries).buffer);
    writeFileSync(path, bytes);
    return { path, indexPath: null, rows: entries.length, bytes: bytes.length, crc32: crc32(bytes) };
  });
  const rows = ranks.flat().length;
  const format = { rows, cols: 1, dtype: "float64", rowIndex: "none" } as const;
  return { role, name: null, ...format, ttlMs: null, ifExists: "error", files, ...more };
}

test("outputs beyond the budget are refused before the job runs", () =>
  withCatalog(async ({ matrices }) => {
    const reserve = () => matrices.reserveOutputs("j1", 3_000_000);
    await expectRefusal(reserve, "ATHANOR_STORE_FULL", /the output of job j1 needs 3000000/);
    expect(matrices.usedBytes()).toEqual({ memory: 0, disk: 0 });
  }));

test("a failing commit leaves no matrix, no name, no file and no bytes", () =>
  withCatalog(async (catalog, world) => {
    const { matrices } = catalog;
    await upload(catalog, world, "ann", [1, 2], { name: "taken" });
    const room = matrices.reserveOutputs("j1", 1000);
    const commit = (outputs: OutputCommit[], within = () => {}) => {
      return () => matrices.commitOutputs("ann", "j1", room.tier, outputs, within);
    };
    const good = () => output(room.directory, "s", [[1, 2]], { name: "free" });
    const clash = output(room.directory, "u", [[1], [2]], { name: "taken" });
    await expectRefusal(commit([good(), clash]), "ATHANOR_MATRIX_EXISTS", /taken/);
    const short = output(room.directory, "u", [[1], [2]], { rows: 3 });
    await expectRefusal(commit([good(), short]), "ATHANOR_KERNEL_FAILED", /output u has 2 rows in its files; wanted 3/);
    const lying = output(room.directory, "u", [[1], [2]]);
    lying.files[1]!.rows = 2;
    await expectRefusal(commit([good(), { ...lying, rows: 3 }]), "ATHANOR_KERNEL_FAILED", /8 bytes instead of 16/);
    const failing = () => {
      throw new Error("the job record could not be written");
    };
    expect(commit([good()], failing)).toThrow("could not be written");
    room.release();
    expect(matrices.list("ann", "").map(({ name }) => name)).toEqual(["taken"]);
    expect(matrices.usedBytes().memory).toBe(16);
    await expect.poll(() => readdirSync(join(world.stores.memory, "m")), patience).toHaveLength(1);
    await expect.poll(() => existsSync(room.directory), patience).toBe(false);
  }));

test("a commit moves the ranks' files, seals, names, and writes the job's record with it", () =>
  withCatalog(async ({ matrices }, world) => {
    const room = matrices.reserveOutputs("j1", 1000);
    expect(statSync(room.directory).mode & 0o777).toBe(0o700);
    const u = output(room.directory, "u", [[1, 2], [], [3]], { name: "pixels.u" });
    const s = output(room.directory, "s", [[4]]);
    let seen: string[] = [];
    const records = matrices.commitOutputs("ann", "j1", room.tier, [u, s], (made) => {
      seen = made.map(({ id }) => id);
    });
    expect(records.map(({ id }) => id)).toEqual(seen);
    expect(records[0]).toMatchObject({ state: "sealed", rows: 3, cols: 1, bytes: 24, producedBy: "j1" });
    expect(matrices.resolve("ann", "pixels.u").id).toBe(records[0]!.id);
    const parts = matrices.parts(records[0]!.id);
    expect(parts.map(({ part, rows }) => [part, rows])).toEqual([
      [0, 2],
      [1, 1],
    ]);
    for (const { path } of parts) expect(statSync(world.path(records[0]!, path)).mode & 0o777).toBe(0o400);
    expect(matrices.usedBytes().memory).toBe(1000);
    room.release();
    expect(matrices.usedBytes().memory).toBe(32);
    expect(matrices.info(records[1]!)).toMatchObject({ rows: 1, parts: 1, expiresAt: null, producedBy: "j1" });
  }));

test("a job that is run again gives the same outputs under the same names", () =>
  withCatalog(async ({ matrices }, world) => {
    const run = (jobId: string, entries: number[], ifExists: OutputCommit["ifExists"]) => {
      const room = matrices.reserveOutputs(jobId, 16);
      const u = output(room.directory, "u", [entries], { name: "u", ifExists });
      const [record] = matrices.commitOutputs("ann", jobId, room.tier, [u], () => {});
      room.release();
      return record!;
    };
    const first = run("j1", [1, 2], "error");
    expect(run("j2", [1, 2], "error").id).toBe(first.id);
    expect(matrices.usedBytes().memory).toBe(16);
    const third = run("j3", [3, 4], "replace");
    expect(matrices.resolve("ann", "u").id).toBe(third.id);
    expect(matrices.usedBytes().memory).toBe(16);
    await expect.poll(() => readdirSync(join(world.stores.memory, "m")), patience).toEqual([third.id]);
  }));

test("outputs can be inputs, and stay when their job's room is given back twice", () =>
  withCatalog(({ matrices }) => {
    const room = matrices.reserveOutputs("j1", 8);
    const [u] = matrices.commitOutputs("ann", "j1", room.tier, [output(room.directory, "u", [[1]])], () => {});
    room.release();
    room.release();
    const release = matrices.pin(u!.id);
    expect(matrices.resolveSealed("ann", u!.id).rows).toBe(1);
    release();
    expect(matrices.create("ann", twoColumns()).state).toBe("open");
  }));

test("what fails once the outputs are committed leaves them where they are", () =>
  withCatalog(async (catalog, world) => {
    const { matrices } = catalog;
    await upload(catalog, world, "ann", [1, 2], { name: "pixels.s" });
    matrices.onStopped(() => {
      throw new Error("the stores could not be told that the old one was replaced");
    });
    const room = matrices.reserveOutputs("j1", 1000);
    const s = output(room.directory, "s", [[3, 4]], { name: "pixels.s", ifExists: "replace" });
    expect(() => matrices.commitOutputs("ann", "j1", room.tier, [s], () => {})).toThrow("could not be told");
    const [kept] = matrices.list("ann", "pixels.s");
    await new Promise((resolve) => setTimeout(resolve, 100));
    const [part] = matrices.parts(kept!.id);
    expect(statSync(matrices.absolute(room.tier, part!.path)).size).toBe(16);
  }));
