import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import { nodePut, pyarrow } from "./store-clients.js";
import { eventually, type StoreUnderTest, tokens, withStore } from "./store-harness.js";

const PUT = { do: "put", rows: 50, cols: 4, batchRows: 20 };

function descriptor(store: StoreUnderTest, fields: Record<string, unknown> = {}) {
  return { capability: store.grant(), part: 0, attempt: "a", ...fields };
}

async function nothingLeft(store: StoreUnderTest): Promise<void> {
  await eventually(() => store.files().length === 0, `no files left, there are ${store.files()}`);
}

describe("a store refuses", () => {
  test("a forged, an expired, another user's and a read capability, and a wrong token", () =>
    withStore({}, async (store) => {
      const good = store.grant();
      const forged = `${good.slice(0, -8)}AAAAAAAA`;
      await expect(nodePut(store, { capability: forged })).rejects.toThrow(/ATHANOR_PERMISSION_DENIED.*signature/);
      const expired = store.grant({ expiresAtMs: Date.now() - 1000 });
      await expect(nodePut(store, { capability: expired })).rejects.toThrow(/ATHANOR_TICKET_EXPIRED/);
      await expect(nodePut(store, { token: tokens.ben })).rejects.toThrow(/ATHANOR_PERMISSION_DENIED.*another user/);
      await expect(nodePut(store, { capability: store.ticket({ pieces: [] }) })).rejects.toThrow(
        /ATHANOR_PERMISSION_DENIED.*no write capability/,
      );
      await expect(nodePut(store, { token: "wrong" })).rejects.toThrow(/ATHANOR_UNAUTHENTICATED/);
      expect(store.bridge.all("reserveBytes")).toEqual([]);
      expect(store.files()).toEqual([]);
    }));

  test("a descriptor that is none, and a part that is no ordinal", () =>
    withStore({}, async (store) => {
      const noJson = await pyarrow(store, { ...PUT, descriptor: "hello" });
      expect(noJson.error).toMatch(/ATHANOR_INVALID_ARGUMENT/);
      const badPart = await pyarrow(store, { ...PUT, descriptor: descriptor(store, { part: -1 }) });
      expect(badPart.error).toMatch(/ATHANOR_INVALID_ARGUMENT: PutDescriptor.part/);
      await expect(nodePut(store, { attempt: "../../../etc/x" })).rejects.toThrow(/PutDescriptor.attempt.*"\/"/);
    }));

  test("a part of another width, dtype or index, with both numbers", () =>
    withStore({}, async (store) => {
      await expect(nodePut(store, { part: 3, cols: 9 })).rejects.toThrow(
        /ATHANOR_BAD_SCHEMA: part 3 has 9 columns; the matrix has 4/,
      );
      const list = await pyarrow(store, { ...PUT, cols: 5, kind: "list", descriptor: descriptor(store) });
      expect(list.error).toMatch(/part 0 has 5 columns; the matrix has 4/);
      const narrow = await pyarrow(store, { ...PUT, dtype: "float32", descriptor: descriptor(store, { rows: 50 }) });
      expect(narrow.error).toMatch(/ATHANOR_BAD_SCHEMA: part 0 is float32; the matrix is float64/);
      const indexed = store.grant({ rowIndex: "positions" });
      await expect(nodePut(store, { capability: indexed })).rejects.toThrow(/ATHANOR_BAD_SCHEMA.*has no row index/);
      await expect(nodePut(store, { index: true })).rejects.toThrow(/ATHANOR_BAD_SCHEMA.*has a row index column/);
      await nothingLeft(store);
    }));

  test("more rows than declared, at once", () =>
    withStore({}, async (store) => {
      const more = nodePut(store, { batches: [3, 3, 3], rows: 4 });
      await expect(more).rejects.toThrow(/ATHANOR_BAD_BATCH: part 0 has brought 6 rows already; the descriptor says 4/);
      await nothingLeft(store);
      expect((await store.bridge.next("attemptEnded")).reason).toMatch(/ATHANOR_BAD_BATCH/);
      expect(store.bridge.all("attemptComplete")).toEqual([]);
    }));

  test("a large batch that is too much, after large ones that are not", () =>
    withStore({}, async (store) => {
      const more = nodePut(store, { batches: [9000, 9000, 9000], rows: 20_000 });
      await expect(more).rejects.toThrow(/ATHANOR_BAD_BATCH: part 0 has brought 27,000 rows already/);
      await expect(nodePut(store, { batches: [9000, 9000], rows: 20_000 })).rejects.toThrow(
        /after 18,000 of 20,000 rows/,
      );
      await nothingLeft(store);
    }));

  test("two declarations that differ", () =>
    withStore({}, async (store) => {
      const put = await pyarrow(store, { ...PUT, schemaRows: 60, descriptor: descriptor(store, { rows: 50 }) });
      expect(put.error).toMatch(/ATHANOR_INVALID_ARGUMENT.*descriptor says 50 rows.*says 60/);
      await nothingLeft(store);
    }));

  test("a message larger than it takes", () =>
    withStore({ maxMessageBytes: 10_000 }, async (store) => {
      await expect(nodePut(store, { batches: [1000] })).rejects.toThrow(/ATHANOR_MESSAGE_TOO_LARGE/);
      await nothingLeft(store);
      expect((await nodePut(store, { attempt: "b" })).rows).toBe(3);
    }));
});

describe("a store takes", () => {
  test("a declared part, and acknowledges it only after the bridge has recorded it", () =>
    withStore({}, async (store) => {
      const put = await pyarrow(store, { ...PUT, descriptor: descriptor(store, { rows: 50 }) });
      const complete = await store.bridge.next("attemptComplete");
      expect(complete).toMatchObject({
        rows: 50,
        cols: 4,
        bytes: 1600,
        declared: true,
        indexed: false,
        tier: "memory",
      });
      expect(store.bridge.all("reserveBytes")).toMatchObject([{ totalBytes: 1600 }]);
      const bytes = readFileSync(join(store.directories.memory, complete.path));
      expect(crc32(bytes)).toBe(complete.crc32);
      expect(put.receipt).toMatchObject({ rows: 50, bytes: 1600, digest: crc32(bytes).toString(16).padStart(8, "0") });
      expect(put.receipt).not.toHaveProperty("pending");
      expect(store.files()).toEqual([complete.path]);
      await store.bridge.next("heartbeat");
      expect(store.bridge.all("attemptEnded")).toEqual([]);
    }));

  test("rows declared in the schema or by the last message, and columns and integers as rows", () =>
    withStore({}, async (store) => {
      const bySchema = await pyarrow(store, { ...PUT, schemaRows: 50, descriptor: descriptor(store) });
      expect(bySchema.receipt).toMatchObject({ rows: 50 });
      const byEnd = await pyarrow(store, { ...PUT, endRows: 50, descriptor: descriptor(store, { attempt: "b" }) });
      expect(byEnd.receipt).toMatchObject({ rows: 50, digest: bySchema.receipt!.digest });
      expect(byEnd.receipt).not.toHaveProperty("pending");
      const asColumns = { ...PUT, kind: "columns", descriptor: descriptor(store, { attempt: "c", rows: 50 }) };
      expect((await pyarrow(store, asColumns)).receipt!.digest).toBe(bySchema.receipt!.digest);
      const integers = { ...PUT, dtype: "int32", descriptor: descriptor(store, { attempt: "d", rows: 50 }) };
      expect((await pyarrow(store, integers)).receipt).toMatchObject({ rows: 50, bytes: 1600 });
    }));

  test("large and small batches in any order, each as it was sent", () =>
    withStore({}, async (store) => {
      // More than windows and queues hold: what comes after the reservation is taken piece by piece.
      const batches = Array.from({ length: 10 }, () => [70_000, 1, 60_000, 9000, 3, 3, 20_000]).flat();
      const total = batches.reduce((sum, rows) => sum + rows, 0);
      const wanted = Buffer.from(Float64Array.from({ length: total * 4 }, (_value, at) => at).buffer);
      const receipt = await nodePut(store, { batches });
      const { path } = await store.bridge.next("attemptComplete");
      expect(readFileSync(join(store.directories.memory, path)).equals(wanted)).toBe(true);
      expect(receipt.digest).toBe(crc32(wanted).toString(16).padStart(8, "0"));
      // On a disk no batch is taken piece by piece.
      const disk = await nodePut(store, { batches, attempt: "disk", capability: store.grant({ tier: "disk" }) });
      expect(disk.digest).toBe(receipt.digest);
    }));

  test("an index column, with its bytes in the digest after the rows'", () =>
    withStore({}, async (store) => {
      const receipt = await nodePut(store, {
        capability: store.grant({ rowIndex: "labels" }),
        index: true,
        batches: [2, 3],
      });
      const { path, indexPath, bytes } = await store.bridge.next("attemptComplete");
      const rows = readFileSync(join(store.directories.memory, path));
      const index = readFileSync(join(store.directories.memory, indexPath));
      expect([...new BigInt64Array(index.buffer, index.byteOffset, 5)]).toEqual([0n, 1n, 2n, 3n, 4n]);
      expect(bytes).toBe(rows.length + index.length);
      expect(receipt.digest).toBe(crc32(index, crc32(rows)).toString(16).padStart(8, "0"));
    }));

  test("a part over the bridge's own socket, with the same checks", () =>
    withStore({}, async (store) => {
      const uri = store.relayUri;
      await expect(nodePut(store, { uri, token: tokens.ben })).rejects.toThrow(/ATHANOR_PERMISSION_DENIED/);
      expect((await nodePut(store, { uri })).rows).toBe(3);
    }));

  test("a part of zero rows", () =>
    withStore({}, async (store) => {
      expect(await nodePut(store, { batches: [], rows: 0 })).toMatchObject({ rows: 0, bytes: 0, digest: "00000000" });
    }));

  test("an undeclared stream as pending, reserved in chunks", () =>
    withStore({}, async (store) => {
      const put = await pyarrow(store, { ...PUT, descriptor: descriptor(store) });
      expect(put.receipt).toMatchObject({ rows: 50, pending: true });
      expect((await store.bridge.next("attemptComplete")).declared).toBe(false);
      expect(store.bridge.all("reserveBytes")).toMatchObject([{ totalBytes: 4 * 1024 * 1024 }]);
    }));

  test("the rows alone where a whole chunk is refused", () =>
    withStore({}, async (store) => {
      store.bridge.answer = (message) =>
        message.$case === "reserveBytes" && message.value.totalBytes > 2000 ? "ATHANOR_STORE_FULL: no room" : "";
      expect((await pyarrow(store, { ...PUT, descriptor: descriptor(store) })).receipt).toMatchObject({ rows: 50 });
    }));

  test("an attempt whose name is hostile, without using it as a path", () =>
    withStore({}, async (store) => {
      expect((await nodePut(store, { attempt: "..\\..\u0000 weird ü" })).rows).toBe(3);
      expect(store.files()[0]).toMatch(/^m\/matrix-1\/0\.[0-9a-f]{16}\.[0-9a-f]{16}\.rows$/);
    }));
});

describe("a stream that ends too early leaves nothing", () => {
  test("when the client throws, which looks like a clean end", () =>
    withStore({}, async (store) => {
      const put = { ...PUT, stopAfter: 1, behaviour: "throw", descriptor: descriptor(store, { rows: 50 }) };
      await pyarrow(store, put);
      expect((await store.bridge.next("attemptEnded")).reason).toMatch(/ATHANOR_INCOMPLETE_STREAM.*20 of 50 rows/);
      await nothingLeft(store);
      expect(store.bridge.all("attemptComplete")).toEqual([]);
    }));

  test("when the client is killed", () =>
    withStore({}, async (store) => {
      const put = { ...PUT, stopAfter: 2, behaviour: "kill", descriptor: descriptor(store, { rows: 50 }) };
      await pyarrow(store, put);
      expect((await store.bridge.next("attemptEnded")).reason).toMatch(/ATHANOR_INCOMPLETE_STREAM/);
      await nothingLeft(store);
      expect(store.bridge.all("attemptComplete")).toEqual([]);
    }));

  test("when the client sends nothing any more", () =>
    withStore({ streamIdleTimeoutMs: 300 }, async (store) => {
      const idle = nodePut(store, { batches: [1, 1], between: () => new Promise((wake) => setTimeout(wake, 1500)) });
      await expect(idle).rejects.toThrow(/ATHANOR_STREAM_IDLE/);
      await nothingLeft(store);
      await store.bridge.next("attemptEnded");
    }));
});

describe("repeated attempts", () => {
  test("of one part each have their own file, and equal rows have equal digests", () =>
    withStore({}, async (store) => {
      const receipts = await Promise.all([
        nodePut(store, { attempt: "a" }),
        nodePut(store, { attempt: "b" }),
        nodePut(store, { attempt: "a" }),
      ]);
      expect(new Set(receipts.map((receipt) => receipt.digest)).size).toBe(1);
      expect(store.files()).toHaveLength(3);
    }));

  test("do not free each other: a late death of the first says nothing of its finished repeat", () =>
    withStore({}, async (store) => {
      let failFirst: (error: Error) => void = () => {};
      const held = new Promise<void>((_resolve, reject) => {
        failFirst = reject;
      });
      const first = nodePut(store, { attempt: "a", batches: [1, 2], between: () => held });
      const failed = first.catch((error: Error) => error.message);
      await store.bridge.next("reserveBytes");
      await nodePut(store, { attempt: "a", batches: [1, 2] });
      failFirst(new Error("gone"));
      await failed;
      await eventually(() => store.files().length === 1, "the first one's file is deleted");
      await store.bridge.next("heartbeat");
      expect(store.bridge.all("attemptEnded")).toEqual([]);
    }));
});

describe("what the bridge says counts", () => {
  test("a refused reservation ends the stream with the bridge's error before a byte is written", () =>
    withStore({}, async (store) => {
      store.bridge.answer = () => "ATHANOR_STORE_FULL: wanted 96 bytes, 10 of 100 are free";
      await expect(nodePut(store, {})).rejects.toThrow(/ATHANOR_STORE_FULL: wanted 96 bytes/);
      await store.bridge.next("attemptEnded");
      expect(store.files()).toEqual([]);
    }));

  test("a refused completion deletes the files", () =>
    withStore({}, async (store) => {
      store.bridge.answer = (message) =>
        message.$case === "attemptComplete" ? "ATHANOR_MATRIX_SEALED: it is sealed; use another name" : "";
      await expect(nodePut(store, {})).rejects.toThrow(/ATHANOR_MATRIX_SEALED: it is sealed/);
      await nothingLeft(store);
      await store.bridge.next("attemptEnded");
    }));

  test("a matrix whose files were removed meanwhile is named so", () =>
    withStore({}, async (store) => {
      const remove = () => rm(join(store.directories.memory, "m/matrix-1"), { recursive: true });
      const put = nodePut(store, {
        batches: [1, 2],
        between: async (batch) => {
          if (batch > 0) return;
          await eventually(() => store.files().length === 1, "the attempt's file is there");
          await remove();
        },
      });
      await expect(put).rejects.toThrow(/ATHANOR_MATRIX_DROPPED/);
    }));

  test("a stopped matrix ends its running attempts and refuses late ones; others go on", () =>
    withStore({}, async (store) => {
      const never = new Promise<void>(() => {});
      const running = nodePut(store, { batches: [1, 2], between: () => never }).catch((error: Error) => error.message);
      await store.bridge.next("reserveBytes");
      store.bridge.send({
        $case: "stopMatrix",
        value: { matrixId: "matrix-1", error: "ATHANOR_MATRIX_SEALED: matrix-1 was sealed" },
      });
      expect(await running).toMatch(/ATHANOR_MATRIX_SEALED: matrix-1 was sealed/);
      await expect(nodePut(store, { attempt: "late" })).rejects.toThrow(/ATHANOR_MATRIX_SEALED/);
      await nothingLeft(store);
      expect((await nodePut(store, { capability: store.grant({ matrixId: "matrix-2" }) })).rows).toBe(3);
    }));
});
