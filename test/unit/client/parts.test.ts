import { openSource, type RowBatch } from "athanor-client";
import { describe, expect, it } from "vitest";
import { Prefetch } from "../../../client/node/src/download/prefetch.js";
import { cutBatches } from "../../../client/node/src/upload/cut-batches.js";
import { type Part, planParts } from "../../../client/node/src/upload/parts.js";

const COLS = 4;

async function* counted(sizes: number[]): AsyncGenerator<RowBatch> {
  let next = 0;
  for (const rows of sizes) {
    const values = Float64Array.from({ length: rows * COLS }, () => next++);
    yield { rows, values, indices: BigInt64Array.from({ length: rows }, (_, i) => BigInt(i)) };
  }
}

async function gather(parts: AsyncIterable<Part>): Promise<{ rows: number[]; values: number[] }> {
  const rows: number[] = [];
  const values: number[] = [];
  for await (const part of parts) {
    let got = 0;
    for await (const batch of part.batches()) {
      got += batch.rows;
      values.push(...batch.values);
    }
    expect(got).toBe(part.rows);
    rows.push(part.rows);
  }
  return { rows, values };
}

const ascending = (length: number) => Array.from({ length }, (_, i) => i);

describe("parts", () => {
  it("a number of parts is refused where the rows are not known", async () => {
    const source = await openSource(counted([5]), {});
    expect(() => planParts(source, 3, 2)).toThrow(/ATHANOR_INVALID_ARGUMENT: 3 parts/);
    await source.close();
  });

  it.each([0, 1.5, -1, Number.NaN])("%s is no number of parts", async (parts) => {
    const source = await openSource(new Float64Array(8), { shape: [2, 4] });
    expect(() => planParts(source, parts, 2)).toThrow(/parts is/);
  });

  it("a random-access source is cut evenly, each part readable twice", async () => {
    const source = await openSource(Float64Array.from(ascending(40)), { shape: [10, COLS] });
    const { count, parts } = planParts(source, 3, 2);
    expect(count).toBe(3);
    const again: Part[] = [];
    for await (const part of parts) again.push(part);
    for (let times = 0; times < 2; times++) {
      const { rows, values } = await gather(
        (async function* () {
          yield* again;
        })(),
      );
      expect(rows).toEqual([3, 3, 4]);
      expect(values).toEqual(ascending(40));
    }
  });

  it("there are never more parts than rows, and no rows are one empty part", async () => {
    const source = await openSource(new Float64Array(8), { shape: [2, 4] });
    expect(planParts(source, 1000, 2).count).toBe(2);
    const empty = await openSource(new Float64Array(0), { shape: [0, 4] });
    expect(await gather(planParts(empty, undefined, 2).parts)).toEqual({ rows: [0], values: [] });
    const stream = await openSource([], { shape: [0, 4] });
    expect(await gather(planParts(stream, undefined, 2).parts)).toEqual({ rows: [0], values: [] });
  });

  it("a stream of known length is cut at the declared rows whatever its batches", async () => {
    const rows = ascending(10).map((row) => ascending(COLS).map((col) => row * COLS + col));
    const source = await openSource(rows, {});
    expect(await gather(planParts(source, 4, 2).parts)).toEqual({ rows: [2, 3, 2, 3], values: ascending(40) });
  });

  it("a stream of unknown length loses and repeats nothing", async () => {
    const source = await openSource(counted([1, 7, 2, 0, 30]), {});
    const { values } = await gather(planParts(source, undefined, 2).parts);
    expect(values).toEqual(ascending(160));
  });
});

describe("messages", () => {
  it("small batches are joined, large ones cut, in order and with their indices", async () => {
    const perMessage = (4 * 1024 * 1024) / (COLS * 8);
    const sizes = [1, 1, 3, perMessage * 2 + 5, 2];
    const batches: RowBatch[] = [];
    for await (const batch of cutBatches(counted(sizes), COLS, "float64")) batches.push(batch);
    expect(batches.map((batch) => batch.rows)).toEqual([5, perMessage, perMessage, 5, 2]);
    expect(batches.every((batch) => batch.indices?.length === batch.rows)).toBe(true);
    let next = 0;
    expect(batches.every(({ values }) => values.every((value) => value === next++))).toBe(true);
  });
});

describe("reading ahead", () => {
  it("stays within its bytes and gives everything in order", async () => {
    let read = 0;
    async function* source() {
      for (let i = 0; i < 100; i++) {
        read++;
        yield i;
      }
    }
    const ahead = new Prefetch(source(), 10, () => 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(read).toBe(10);
    const seen: number[] = [];
    for await (const item of ahead) seen.push(item);
    expect(seen).toEqual(ascending(100));
  });

  it("tells an error after the items before it, and stops when it is left", async () => {
    let left = false;
    async function* source() {
      try {
        yield 1;
        throw new Error("broken");
      } finally {
        left = true;
      }
    }
    const seen: number[] = [];
    const ahead = new Prefetch(source(), 10, () => 1);
    await expect(
      (async () => {
        for await (const item of ahead) seen.push(item);
      })(),
    ).rejects.toThrow("broken");
    expect({ seen, left }).toEqual({ seen: [1], left: true });
    const stopped = new Prefetch(source(), 1, () => 1);
    await stopped.stop();
  });
});
