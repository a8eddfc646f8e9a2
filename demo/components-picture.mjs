/** Right singular vectors as a PNG: a grid of small pictures in which blue is negative, white zero, red positive. */
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { PNG } from "pngjs";
import { column } from "./figures.mjs";

const enlargement = 5;
const gap = 10;
const across = 5;

/** @typedef {[red: number, green: number, blue: number]} Colour */
/** @type {Colour} */
const negative = [33, 102, 172];
/** @type {Colour} */
const zero = [247, 247, 247];
/** @type {Colour} */
const positive = [178, 24, 43];

/**
 * Appears under its name only when it is whole.
 * @param {string} path
 * @param {ArrayLike<number>} v n x count, row-major; n = side * side
 * @param {{ side: number, count: number }} layout
 */
export async function writeComponents(path, v, { side, count }) {
  const cell = side * enlargement + gap;
  const picture = new PNG({ width: across * cell + gap, height: Math.ceil(count / across) * cell + gap });
  picture.data.fill(255);
  for (let i = 0; i < count; i++) {
    const left = gap + (i % across) * cell;
    const top = gap + Math.floor(i / across) * cell;
    drawComponent(picture, column(v, count, i), { side, left, top });
  }
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  try {
    await writeFile(unfinished, PNG.sync.write(picture));
    await rename(unfinished, path);
  } finally {
    await rm(unfinished, { force: true });
  }
}

/**
 * @param {PNG} picture
 * @param {Float64Array} vector
 * @param {{ side: number, left: number, top: number }} place
 */
function drawComponent(picture, vector, { side, left, top }) {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const size = side * enlargement;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const pixel = Math.floor(y / enlargement) * side + Math.floor(x / enlargement);
      const colour = colourOf((vector[pixel] ?? 0) / largest);
      picture.data.set(colour, 4 * ((top + y) * picture.width + left + x));
    }
  }
}

/**
 * @param {number} value -1 to 1
 * @returns {number[]}
 */
function colourOf(value) {
  const end = value < 0 ? negative : positive;
  return zero.map((from, channel) => Math.round(from + ((end[channel] ?? from) - from) * Math.abs(value)));
}
