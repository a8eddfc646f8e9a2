import { expect, test } from "vitest";
import { OwnBuffers } from "../../../bridge/store/own-buffers.js";

const HEADER = 9;

/** Which of the buffers are found when these stretches of them, [buffer, from, to], were used one after the other. */
function found(sizes: number[], stretches: [number, number, number][]): number[] {
  const buffers = sizes.map((size) => new ArrayBuffer(size));
  const own: number[] = [];
  const used = new OwnBuffers((buffer) => own.push(buffers.indexOf(buffer as ArrayBuffer)));
  for (const [at, from, to] of stretches) used.add(new Uint8Array(buffers[at]!, from, to - from));
  return own;
}

test("a buffer with nothing but pieces and frame headers is found, once the next one has begun", () => {
  const all: [number, number, number][] = [
    [0, HEADER, 100],
    [1, 0, 50],
    [1, 50 + HEADER, 100],
    [2, 0, 100],
  ];
  expect(found([100, 100, 100], all)).toEqual([0, 1]);
});

test("a buffer with a byte of another stream, under a header of its own, is not, wherever that is", () => {
  const next: [number, number, number] = [1, 0, 10];
  expect(found([100, 10], [[0, 0, 100 - HEADER - 1], next])).toEqual([]);
  expect(found([100, 10], [[0, HEADER + 1 + HEADER, 100], next])).toEqual([]);
  expect(found([100, 10], [[0, 1 + HEADER, 100], next])).toEqual([]);
  const around: [number, number, number][] = [
    [0, 0, 40],
    [0, 40 + HEADER + 1 + HEADER, 100],
  ];
  expect(found([100, 10], [...around, next])).toEqual([]);
});

test("a buffer with a message's head is not", () => {
  const head = 120;
  expect(
    found(
      [1000, 10],
      [
        [0, HEADER + head, 1000],
        [1, 0, 10],
      ],
    ),
  ).toEqual([]);
});
