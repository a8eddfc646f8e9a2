import { createHash } from "node:crypto";
import { mkdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { FlightChannel, tableFromFlightData, ticketOf } from "athanor-client/wire";
import { describe, expect, test } from "vitest";
import type { ReadTicket } from "../../bridge/common/capability-types.js";
import { pyarrow } from "./store-clients.js";
import { type StoreUnderTest, tokens, withStore } from "./store-harness.js";

/** Writes a part file of 4 columns whose entries count up, and returns its piece. */
function writePart(store: StoreUnderTest, part: number, first: number, rows: number, indexed = false) {
  const path = `m/matrix-1/${part}.rows`;
  const indexPath = indexed ? `m/matrix-1/${part}.idx` : null;
  const absolute = join(store.directories.memory, path);
  mkdirSync(dirname(absolute), { recursive: true });
  writeFileSync(absolute, new Uint8Array(entries(first, rows).buffer));
  if (indexPath) {
    const indices = BigInt64Array.from({ length: rows }, (_value, at) => BigInt(first + at) * 10n);
    writeFileSync(join(store.directories.memory, indexPath), new Uint8Array(indices.buffer));
  }
  return { path, indexPath, skip: 0, take: rows };
}

function entries(first: number, rows: number): Float64Array {
  return Float64Array.from({ length: rows * 4 }, (_value, at) => first * 4 + at);
}

function sha(values: Float64Array): string {
  return createHash("sha256").update(new Uint8Array(values.buffer)).digest("hex");
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function read(store: StoreUnderTest, ticket: string, token = tokens.ada) {
  const channel = new FlightChannel(store.uri, { token });
  try {
    return tableFromFlightData(await collect(channel.doGet(ticketOf(ticket), { deadlineMs: 20_000 })));
  } finally {
    await channel.close({ force: true });
  }
}

describe("a store refuses to give", () => {
  test("a forged, an expired and another user's ticket, and a write capability", () =>
    withStore({}, async (store) => {
      const pieces = [writePart(store, 0, 0, 3)];
      const good = store.ticket({ pieces });
      await expect(read(store, `${good.slice(0, -6)}AAAAAA`)).rejects.toThrow(/ATHANOR_PERMISSION_DENIED/);
      await expect(read(store, "guess")).rejects.toThrow(/ATHANOR_PERMISSION_DENIED/);
      await expect(read(store, good, tokens.ben)).rejects.toThrow(/ATHANOR_PERMISSION_DENIED/);
      await expect(read(store, store.grant())).rejects.toThrow(/ATHANOR_PERMISSION_DENIED/);
      const expired = store.ticket({ pieces, expiresAtMs: Date.now() - 1 });
      await expect(read(store, expired)).rejects.toThrow(/ATHANOR_TICKET_EXPIRED/);
    }));

  test("a dropped matrix and one whose file is too short, each by its name", () =>
    withStore({}, async (store) => {
      const pieces = [writePart(store, 0, 0, 3), writePart(store, 1, 3, 3)];
      truncateSync(join(store.directories.memory, pieces[1]!.path), 90);
      await expect(read(store, store.ticket({ pieces }))).rejects.toThrow(/ATHANOR_MATRIX_LOST/);
      rmSync(join(store.directories.memory, pieces[1]!.path));
      await expect(read(store, store.ticket({ pieces }))).rejects.toThrow(/ATHANOR_MATRIX_DROPPED/);
    }));

  test("a path out of its directory, even when the bridge signed it", () =>
    withStore({}, async (store) => {
      const pieces = [{ path: "../../../../etc/passwd", indexPath: null, skip: 0, take: 1 }];
      await expect(read(store, store.ticket({ pieces }))).rejects.toThrow(/ATHANOR_INTERNAL/);
    }));

  test("every other call of Flight", () =>
    withStore({}, async (store) => {
      const channel = new FlightChannel(store.uri, { token: tokens.ada });
      await expect(collect(channel.doAction("athanor.status", Buffer.alloc(0)))).rejects.toThrow(
        /ATHANOR_UNIMPLEMENTED/,
      );
      await expect(collect(channel.listFlights())).rejects.toThrow(/ATHANOR_UNIMPLEMENTED/);
      await channel.close({ force: true });
    }));
});

describe("a store gives", () => {
  test("a thousand small parts in few batches, in row order, to pyarrow", () =>
    withStore({}, async (store) => {
      const pieces = Array.from({ length: 1000 }, (_value, part) => writePart(store, part, part * 6, 6));
      const got = await pyarrow(store, { do: "get", ticket: store.ticket({ pieces }) });
      expect(got).toMatchObject({ rows: 6000, columns: ["row"], sha: sha(entries(0, 6000)) });
      expect(got.batches).toHaveLength(1);
    }));

  test("one large part in batches of about 4 MiB", () =>
    withStore({}, async (store) => {
      const rows = 300_000;
      const got = await pyarrow(store, {
        do: "get",
        ticket: store.ticket({ pieces: [writePart(store, 0, 0, rows)] }),
      });
      expect(got).toMatchObject({ rows, sha: sha(entries(0, rows)) });
      expect(got.batches).toEqual([131_072, 131_072, 37_856]);
    }));

  test("runs that begin and end inside of parts, with their indices", () =>
    withStore({}, async (store) => {
      const pieces: ReadTicket["pieces"] = [
        { ...writePart(store, 0, 0, 5, true), skip: 3, take: 2 },
        writePart(store, 1, 5, 4, true),
        { ...writePart(store, 2, 9, 4, true), take: 1 },
      ];
      const got = await pyarrow(store, { do: "get", ticket: store.ticket({ pieces }) });
      expect(got).toMatchObject({ rows: 7, columns: ["row", "index"], sha: sha(entries(3, 7)) });
      expect(got.index).toEqual([30, 40, 50, 60, 70, 80, 90]);
    }));

  test("the schema alone where there are no rows", () =>
    withStore({}, async (store) => {
      expect(await pyarrow(store, { do: "get", ticket: store.ticket({ pieces: [] }) })).toMatchObject({ rows: 0 });
    }));

  test("a row wider than a batch, one row to a batch", () =>
    withStore({}, async (store) => {
      const cols = 600_000;
      const path = "m/matrix-1/wide.rows";
      mkdirSync(join(store.directories.memory, "m/matrix-1"), { recursive: true });
      writeFileSync(join(store.directories.memory, path), Buffer.alloc(cols * 8 * 2));
      const ticket = store.ticket({ cols, pieces: [{ path, indexPath: null, skip: 0, take: 2 }] });
      expect((await pyarrow(store, { do: "get", ticket })).batches).toEqual([1, 1]);
    }));

  test("up to where its reader stops, and goes on serving others", () =>
    withStore({}, async (store) => {
      const ticket = store.ticket({ pieces: [writePart(store, 0, 0, 600_000)] });
      const channel = new FlightChannel(store.uri, { token: tokens.ada });
      for await (const _message of channel.doGet(ticketOf(ticket))) break;
      await channel.close({ force: true });
      expect((await read(store, store.ticket({ pieces: [writePart(store, 1, 0, 3)] }))).numRows).toBe(3);
    }));
});
