import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import { offerSameHost } from "../../bridge/common/same-host.js";
import { hex, proofOf, rowsOf, SameHostStream, writeWhole } from "./same-host-stream.js";
import { nodePut } from "./store-clients.js";
import { eventually, type StoreOptions, type StoreUnderTest, tokens, withStore } from "./store-harness.js";

/** A store whose directories have probes, as those of a bridge. */
function withProbedStore(use: (store: StoreUnderTest) => Promise<void>, options: StoreOptions = {}): Promise<void> {
  const prepare = (directories: { memory: string; disk: string }): void => {
    for (const directory of Object.values(directories)) offerSameHost(directory);
    options.prepare?.(directories);
  };
  return withStore({ ...options, prepare }, use);
}

function partFiles(store: StoreUnderTest): string[] {
  return store.files().filter((path) => path.startsWith("m/"));
}

async function nothingLeft(store: StoreUnderTest): Promise<void> {
  await eventually(() => partFiles(store).length === 0, `no files left, there are ${partFiles(store)}`);
}

describe("a same-host attempt is refused", () => {
  test("without the probe's text, with a wrong token, or with a capability that is forged or another user's", () =>
    withProbedStore(async (store) => {
      for (const sameHost of ["", "0".repeat(64)]) {
        await using stream = new SameHostStream(store, { sameHost });
        await expect(stream.answer()).rejects.toThrow(/ATHANOR_PERMISSION_DENIED.*probe/);
      }
      await using untold = new SameHostStream(store, { token: "wrong" });
      await expect(untold.answer()).rejects.toThrow(/ATHANOR_UNAUTHENTICATED/);
      await using forged = new SameHostStream(store, { capability: `${store.grant().slice(0, -8)}AAAAAAAA` });
      await expect(forged.answer()).rejects.toThrow(/ATHANOR_PERMISSION_DENIED.*signature/);
      await using other = new SameHostStream(store, { token: tokens.ben });
      await expect(other.answer()).rejects.toThrow(/ATHANOR_PERMISSION_DENIED.*another user/);
      expect(store.bridge.all("reserveBytes")).toEqual([]);
      expect(partFiles(store)).toEqual([]);
    }));

  test("with the probe of the other tier, and where there is no probe", () =>
    withProbedStore(async (store) => {
      await using disk = new SameHostStream(store, { capability: store.grant({ tier: "disk" }) });
      await expect(disk.answer()).rejects.toThrow(/ATHANOR_PERMISSION_DENIED.*probe/);
      const sameHost = proofOf(store);
      rmSync(join(store.directories.memory, "same-host-probe"));
      await using none = new SameHostStream(store, { sameHost });
      await expect(none.answer()).rejects.toThrow(/ATHANOR_PERMISSION_DENIED.*probe/);
    }));

  test("when its file was replaced by a symbolic link or another file, or got a second name", () =>
    withProbedStore(async (store) => {
      const elsewhere = join(store.directories.memory, "..", "elsewhere");
      const replacements: Record<string, (path: string) => void> = {
        link: (path) => {
          renameSync(path, elsewhere);
          symlinkSync(elsewhere, path);
        },
        file: (path) => {
          renameSync(path, `${elsewhere}-2`);
          void writeFile(path, rowsOf(3));
        },
        name: (path) => linkSync(path, `${elsewhere}-3`),
      };
      for (const [attempt, replace] of Object.entries(replacements)) {
        await using stream = new SameHostStream(store, { attempt, rows: 3 });
        const { path } = await stream.answer();
        writeWhole(store, path, rowsOf(3));
        replace(join(store.directories.memory, path));
        await expect(stream.finish(3)).rejects.toThrow(/ATHANOR_PERMISSION_DENIED.*no longer the file/);
      }
      expect(store.bridge.all("attemptComplete")).toEqual([]);
      expect(existsSync(elsewhere)).toBe(true);
      await nothingLeft(store);
    }));

  test("when a file is shorter or longer than its rows", () =>
    withProbedStore(async (store) => {
      for (const rows of [2, 4]) {
        await using stream = new SameHostStream(store, { rows: 3 });
        writeWhole(store, (await stream.answer()).path, rowsOf(rows));
        const refusal = new RegExp(`ATHANOR_INCOMPLETE_STREAM.*has ${rows * 32} bytes, its rows have 96`);
        await expect(stream.finish(3)).rejects.toThrow(refusal);
        await using again = new SameHostStream(store, { rows: 3, capability: store.grant({ rowIndex: "labels" }) });
        const files = await again.answer();
        writeWhole(store, files.path, rowsOf(3));
        writeWhole(store, files.indexPath!, Buffer.alloc(8 * rows));
        await expect(again.finish(3)).rejects.toThrow(/idx.*has \d+ bytes, its rows have 24/);
      }
      await nothingLeft(store);
    }));

  test("when it says other than it should: no rows, a digest that is none, other rows than declared, rows on the stream", () =>
    withProbedStore(async (store) => {
      const cases: [object, RegExp][] = [
        [{ end: true }, /ATHANOR_INVALID_ARGUMENT.*wanted.*"end": true, "rows": n/],
        [{ end: true, rows: 3, digest: 7 }, /ATHANOR_INVALID_ARGUMENT.*crc32 as 8 hex digits/],
        [{ end: true, rows: 3, digest: "XYZ" }, /ATHANOR_INVALID_ARGUMENT.*crc32 as 8 hex digits/],
        [{ end: true, rows: 2 }, /ATHANOR_INVALID_ARGUMENT.*says 3 rows.*says 2/],
        [{ reserve: 4 }, /ATHANOR_BAD_BATCH.*4 rows already; the descriptor says 3/],
      ];
      for (const [said, refusal] of cases) {
        await using stream = new SameHostStream(store, { rows: 3 });
        writeWhole(store, (await stream.answer()).path, rowsOf(3));
        stream.say(said);
        await expect(stream.last()).rejects.toThrow(refusal);
      }
      await nothingLeft(store);
    }));

  test("beyond what is reserved: the bridge's refusal ends it, and what it wrote goes", () =>
    withProbedStore(async (store) => {
      store.bridge.answer = (message) => {
        if (message.$case !== "reserveBytes" || message.value.totalBytes <= 64) return "";
        return "ATHANOR_STORE_FULL: the store has room for 64 bytes";
      };
      await using declared = new SameHostStream(store, { rows: 3 });
      await expect(declared.answer()).rejects.toThrow(/ATHANOR_STORE_FULL/);
      await using open = new SameHostStream(store, {});
      const { path, reservedRows } = await open.answer();
      expect(reservedRows).toBe(1);
      writeWhole(store, path, rowsOf(1));
      open.say({ reserve: 2 });
      expect(await open.answer()).toEqual({ reservedRows: 2 });
      open.say({ reserve: 3 });
      await expect(open.answer()).rejects.toThrow(/ATHANOR_STORE_FULL/);
      await using bold = new SameHostStream(store, {});
      writeWhole(store, (await bold.answer()).path, rowsOf(3));
      await expect(bold.finish(3)).rejects.toThrow(/ATHANOR_BAD_BATCH.*3 rows, 1 were reserved/);
      await nothingLeft(store);
    }));

  test("after its matrix was sealed, also in its middle", () =>
    withProbedStore(async (store) => {
      await using stream = new SameHostStream(store, { rows: 3 });
      const { path } = await stream.answer();
      const error = "ATHANOR_MATRIX_SEALED: it takes no more parts";
      store.bridge.send({ $case: "stopMatrix", value: { matrixId: "matrix-1", error } });
      await expect(stream.answer()).rejects.toThrow(/ATHANOR_MATRIX_SEALED/);
      expect(existsSync(join(store.directories.memory, path))).toBe(false);
      await using late = new SameHostStream(store, { attempt: "late", rows: 3 });
      await expect(late.answer()).rejects.toThrow(/ATHANOR_MATRIX_SEALED/);
      await nothingLeft(store);
    }));

  test("when it ends without its end, when its writer dies, and when it says nothing for long", () =>
    withProbedStore(
      async (store) => {
        await using cut = new SameHostStream(store, { attempt: "cut", rows: 3 });
        writeWhole(store, (await cut.answer()).path, rowsOf(3));
        await expect(cut.last()).rejects.toThrow(/ATHANOR_INCOMPLETE_STREAM.*said that it was whole/);
        {
          await using killed = new SameHostStream(store, { attempt: "killed", rows: 3 });
          writeWhole(store, (await killed.answer()).path, rowsOf(3));
        }
        await nothingLeft(store);
        await using idle = new SameHostStream(store, { attempt: "idle", rows: 3 });
        writeWhole(store, (await idle.answer()).path, rowsOf(3));
        await expect(idle.answer()).rejects.toThrow(/ATHANOR_STREAM_IDLE/);
        await nothingLeft(store);
        expect(store.bridge.all("attemptEnded").map(({ attempt }) => attempt)).toEqual(["cut", "killed", "idle"]);
      },
      { streamIdleTimeoutMs: 1_500 },
    ));
});

describe("a same-host attempt is taken", () => {
  test("with the receipt of a stream that brings the same rows, by the store's port or the bridge's socket", () =>
    withProbedStore(async (store) => {
      const rows = Buffer.from(Float64Array.from({ length: 12 }, (_value, at) => at).buffer);
      const streamed = await nodePut(store, { attempt: "streamed", batches: [3] });
      for (const uri of [store.uri, store.relayUri]) {
        await using stream = new SameHostStream(store, { attempt: "written", rows: 3, uri });
        const files = await stream.answer();
        expect(files).toEqual({ path: expect.stringMatching(/^m\/matrix-1\//), indexPath: null, reservedRows: 3 });
        expect(statSync(join(store.directories.memory, files.path)).mode & 0o777).toBe(0o600);
        writeWhole(store, files.path, rows);
        const receipt = await stream.finish(3);
        expect(receipt).toEqual({ ...streamed, attempt: "written" });
      }
      const completes = store.bridge.all("attemptComplete");
      expect(completes.map(({ crc32, declared, bytes }) => ({ crc32, declared, bytes }))).toEqual(
        Array.from({ length: 3 }, () => ({ crc32: crc32(rows), declared: true, bytes: 96 })),
      );
      expect(partFiles(store).sort()).toEqual(completes.map(({ path }) => path).sort());
    }));

  test("with indices, without rows, and without a declared count", () =>
    withProbedStore(async (store) => {
      const capability = store.grant({ rowIndex: "labels" });
      await using indexed = new SameHostStream(store, { capability });
      const files = await indexed.answer();
      expect(files.reservedRows).toBe(Math.floor((4 * 1024 * 1024) / 40));
      const index = Buffer.from(new BigInt64Array([7n, 5n, 6n]).buffer);
      writeWhole(store, files.path, rowsOf(3));
      writeWhole(store, files.indexPath!, index);
      indexed.say({ written: 3 });
      const digest = crc32(index, crc32(rowsOf(3)));
      expect(await indexed.finish(3)).toMatchObject({ rows: 3, bytes: 120, digest: hex(digest) });
      await using empty = new SameHostStream(store, { attempt: "empty" });
      await empty.answer();
      expect(await empty.finish(0)).toMatchObject({ rows: 0, bytes: 0 });
    }));

  test("in the pages of a spare file, of which nothing shows", () =>
    withProbedStore(
      async (store) => {
        const rows = 40_000;
        await using stream = new SameHostStream(store, { rows });
        const { path } = await stream.answer();
        const absolute = join(store.directories.memory, path);
        expect(statSync(absolute).size).toBe(rows * 32);
        writeWhole(store, path, rowsOf(100));
        await expect(stream.finish(rows)).rejects.toThrow(/ATHANOR_INCOMPLETE_STREAM.*has 3,200 bytes/);
        await nothingLeft(store);
        const receipt = await nodePut(store, { attempt: "b", batches: [rows] });
        const { path: written } = store.bridge.all("attemptComplete")[0]!;
        const bytes = readFileSync(join(store.directories.memory, written));
        expect(bytes.length).toBe(rows * 32);
        expect(hex(crc32(bytes))).toBe(receipt.digest);
        expect(store.files().filter((file) => file.startsWith("spare/"))).toEqual([]);
      },
      {
        prepare({ memory }) {
          mkdirSync(join(memory, "spare"));
          for (const [at, bytes] of [1_500_000, 3_000_000].entries()) {
            const name = `${bytes}.${String(at).repeat(16)}`;
            void writeFile(join(memory, "spare", name), Buffer.alloc(bytes, 7), { mode: 0o400 });
          }
        },
      },
    ));
});
