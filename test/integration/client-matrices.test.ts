import { type Athanor, type AthanorError, connect, type MatrixHandle } from "athanor-client";
import { describe, expect, it } from "vitest";
import { sharedBridge } from "../support/shared-bridge.js";
import { testValues, withClient } from "../support/uploads.js";

const ROWS = 1000;
const COLS = 20;
const VALUES = testValues(ROWS, COLS);
const SHAPE: [number, number] = [ROWS, COLS];

const bridge = sharedBridge();

function withAthanor(body: (athanor: Athanor) => Promise<void>): Promise<void> {
  return withClient(bridge(), body);
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (thrown: AthanorError) => thrown,
  );
  return error?.code ?? "nothing was thrown";
}

/** Rows one at a time, as a database gives them. */
async function* rowsOf(values: Float64Array, cols: number): AsyncGenerator<Float64Array> {
  for (let at = 0; at < values.length; at += cols) yield values.subarray(at, at + cols);
}

describe("connecting", () => {
  it("a wrong token, a dead port and a bad address are told at once", async () => {
    expect(await codeOf(connect(bridge().url, { token: "not the token at all" }))).toBe("ATHANOR_UNAUTHENTICATED");
    expect(await codeOf(connect("grpc://127.0.0.1:1", { token: "x" }))).toBe("ATHANOR_BRIDGE_UNREACHABLE");
    expect(await codeOf(connect("http://127.0.0.1:1"))).toBe("ATHANOR_INVALID_ARGUMENT");
  });

  it("use after close is refused, closing twice is fine", async () => {
    const athanor = await connect(bridge().url, { token: bridge().token });
    const matrix = await athanor.put(VALUES, { shape: SHAPE, name: "a" });
    await athanor.close();
    await athanor.close();
    for (const use of [() => athanor.status(), () => athanor.put(VALUES, { shape: SHAPE }), () => matrix.head(1)]) {
      expect(await codeOf(use())).toBe("ATHANOR_CLOSED");
    }
  });
});

describe("putting and reading", () => {
  it("what fails half-way leaves no matrix and no byte on the bridge", async () => {
    await withAthanor(async (athanor) => {
      async function* broken() {
        yield* rowsOf(VALUES, COLS);
        throw new TypeError("the source broke");
      }
      await expect(athanor.put(broken(), { name: "broken" })).rejects.toThrow("the source broke");
      expect(await codeOf(athanor.put([[1, 2], [3]], { name: "ragged" }))).toBe("ATHANOR_INVALID_ARGUMENT");
      const controller = new AbortController();
      async function* endless() {
        for (;;) {
          yield { rows: ROWS, values: VALUES };
          controller.abort(new Error("enough"));
        }
      }
      const aborted = athanor.put(endless(), { name: "endless", signal: controller.signal });
      await expect(aborted).rejects.toMatchObject({ code: "ATHANOR_JOB_CANCELLED", cause: { message: "enough" } });
      expect(await athanor.matrices()).toEqual([]);
      expect((await athanor.status()).store.usedBytes).toBe(0);
    });
  });

  it("names are taken once; reuse and replace say what to do with other content", async () => {
    await withAthanor(async (athanor) => {
      const put = (seed: number, ifExists?: "replace" | "reuse") =>
        athanor.put(testValues(10, 2, seed), { shape: [10, 2], name: "a", ifExists });
      const first = await put(1);
      expect((await put(1)).id).toBe(first.id);
      expect(await codeOf(put(2))).toBe("ATHANOR_MATRIX_EXISTS");
      const second = await put(2, "replace");
      expect(second.id).not.toBe(first.id);
      expect((await athanor.open("a")).id).toBe(second.id);
      expect(await codeOf(first.drop().then(() => first.head(1)))).toMatch(/DROPPED|NOT_FOUND/);
    });
  });

  it("every way to read gives the rows that were put, direct and through the bridge", async () => {
    for (const dataPath of ["direct", "bridge", "auto"] as const) {
      const athanor = await connect(bridge().url, { token: bridge().token, dataPath });
      const matrix = await athanor.put(VALUES, { shape: SHAPE, parts: 7 });
      expect([matrix.shape, matrix.cols, matrix.dtype, matrix.nbytes]).toEqual([
        SHAPE,
        COLS,
        "float64",
        ROWS * COLS * 8,
      ]);
      await expectEqual(matrix);
      await athanor.close();
    }
  });

  it("rows outside of the matrix are refused with its size", async () => {
    await withAthanor(async (athanor) => {
      const matrix = await athanor.put(VALUES, { shape: SHAPE });
      await expect(matrix.rows(0, ROWS + 1)).rejects.toThrow(
        /rows 0 to 1001 were asked for; the matrix has rows 0 to 1000/,
      );
      for (const [from, to] of [
        [-1, 3],
        [5, 4],
        [0.5, 2],
        [Number.NaN, 2],
      ] as const) {
        expect(await codeOf(matrix.rows(from, to))).toBe("ATHANOR_INVALID_ARGUMENT");
      }
      expect((await matrix.rows(5, 5)).shape).toEqual([0, COLS]);
      expect((await matrix.head(ROWS * 2)).rows).toBe(ROWS);
    });
  });

  it("streams of unknown length, many parts and one part give the same matrix", async () => {
    await withAthanor(async (athanor) => {
      const whole = await athanor.put(VALUES, { shape: SHAPE, parts: 1 });
      const digests = new Set<string | null>([(await whole.info()).digest]);
      const arrays = Array.from({ length: ROWS }, (_, row) => [...VALUES.subarray(row * COLS, (row + 1) * COLS)]);
      for (const input of [rowsOf(VALUES, COLS), arrays, whole.batches()]) {
        const matrix = await athanor.put(input);
        await expectEqual(matrix);
        digests.add((await matrix.info()).digest);
      }
      await expectEqual(await athanor.put(VALUES, { shape: SHAPE, parts: 1000 }));
    });
  });

  it("row indices come back with their rows", async () => {
    await withAthanor(async (athanor) => {
      const indices = BigInt64Array.from({ length: 4 }, (_, i) => BigInt(100 - i));
      const batch = { rows: 4, values: Float64Array.from({ length: 8 }, (_, i) => i), indices };
      const matrix = await athanor.put([batch], { rowIndex: "labels" });
      expect((await matrix.rows(1, 3)).indices).toEqual(indices.slice(1, 3));
      const positions = { ...batch, indices: BigInt64Array.of(3n, 1n, 0n, 2n) };
      const sorted = await athanor.put([positions], { rowIndex: "positions" });
      expect(sorted.shape).toEqual([4, 2]);
      const gap = { ...batch, indices: BigInt64Array.of(0n, 1n, 2n, 9n) };
      expect(await codeOf(athanor.put([gap], { rowIndex: "positions" }))).toBe("ATHANOR_BAD_INDEX");
    });
  });

  it("a matrix without rows can be put and read", async () => {
    await withAthanor(async (athanor) => {
      const matrix = await athanor.put([], { shape: [0, 3], name: "empty" });
      expect(matrix.shape).toEqual([0, 3]);
      expect((await matrix.toArray()).length).toBe(0);
    });
  });

  it("leaving a read early ends its streams", async () => {
    await withAthanor(async (athanor) => {
      const matrix = await athanor.put(VALUES, { shape: SHAPE, parts: 7 });
      for await (const block of matrix.batches()) {
        expect(block.firstRow).toBe(0);
        break;
      }
      await expectEqual(matrix);
    });
  });

  it("progress counts bytes and rows up to the end", async () => {
    await withAthanor(async (athanor) => {
      const seen: number[] = [];
      await athanor.put(VALUES, { shape: SHAPE, onProgress: ({ bytes }) => seen.push(bytes) });
      expect(seen.at(-1)).toBe(VALUES.byteLength);
      expect(seen).toEqual([...seen].sort((a, b) => a - b));
    });
  });
});

describe("the life of a matrix", () => {
  it("an unnamed matrix goes with its client, a named one stays", async () => {
    const first = await connect(bridge().url, { token: bridge().token });
    await first.put(VALUES, { shape: SHAPE });
    await first.put(VALUES, { shape: SHAPE, name: "kept" });
    await first.close();
    await withClient(bridge(), async (second) => {
      expect((await second.matrices()).map(({ name }) => name)).toEqual(["kept"]);
      await expectEqual(await second.open("kept"));
      await second.drop("kept");
      expect(await codeOf(second.open("kept"))).toMatch(/NOT_FOUND|DROPPED/);
    });
  });

  it("`await using` drops a temporary", async () => {
    await withAthanor(async (athanor) => {
      {
        await using matrix = await athanor.put(VALUES, { shape: SHAPE });
        expect((await athanor.matrices()).map(({ id }) => id)).toEqual([matrix.id]);
      }
      expect(await athanor.matrices()).toEqual([]);
    });
  });

  it("renew sets the time to live", async () => {
    await withAthanor(async (athanor) => {
      const matrix = await athanor.put(VALUES, { shape: SHAPE, name: "a", ttlMs: 60_000 });
      const before = (await matrix.info()).expiresAt!;
      expect(Date.parse(before)).toBeLessThan(Date.now() + 61_000);
      expect((await matrix.renew(null)).expiresAt).toBeNull();
    });
  });
});

async function expectEqual(matrix: MatrixHandle): Promise<void> {
  expect(Buffer.from((await matrix.toArray()).buffer).equals(Buffer.from(VALUES.buffer))).toBe(true);
  const middle = await matrix.rows(333, 667);
  expect(middle.firstRow).toBe(333);
  expect([...middle.row(0)]).toEqual([...VALUES.subarray(333 * COLS, 334 * COLS)]);
  expect((await matrix.head(2)).toRows()).toHaveLength(2);
  let next = 0;
  for await (const block of matrix.batches({ from: 10, to: 500 })) {
    expect(block.firstRow).toBe(10 + next);
    next += block.rows;
  }
  expect(next).toBe(490);
}
