import { type Figure, median, reaches } from "../support/figures.js";
import { type Chart, line, rect, text } from "./svg.js";

const WIDTH = 860;
const LEFT = 20;
const RIGHT = 90;
const TOP = 60;
const ROW = 38;
const BAR = 12;
const MARKS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];

/** Every ratio as a bar from 1 on a logarithmic axis, with what it has to reach and the range of our samples. */
export function ratioChart(figures: Figure[]): Chart | null {
  const ratios = figures.filter(({ unit, value }) => unit === "x" && value > 0);
  if (ratios.length === 0) return null;
  const values = ratios.flatMap((figure) => [...ratioRange(figure), bound(figure) ?? 1, 1]);
  const [low, high] = [Math.min(...values) / 1.15, Math.max(...values) * 1.15];
  const at = (value: number) =>
    LEFT + ((Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))) * (WIDTH - LEFT - RIGHT);
  const bottom = TOP + ratios.length * ROW;
  const axis = MARKS.filter((mark) => mark >= low && mark <= high).flatMap((mark) => [
    line(at(mark), TOP - 12, at(mark), bottom, mark === 1 ? "one" : "grid"),
    text(at(mark), bottom + 14, `${mark}x`, "faint middle"),
  ]);
  const rows = ratios.map((figure, index) => oneRow(figure, TOP + index * ROW, at));
  const title = "Ratios";
  const body = [
    rect(0, 0, WIDTH, bottom + 24, "paper"),
    text(12, 24, title, "title"),
    text(
      12,
      42,
      "What is over what, each line says. A thick mark is the reach; a thin line goes from our quickest to our slowest round.",
      "faint",
    ),
    ...axis,
    ...rows,
  ];
  return { name: "ratios", title, width: WIDTH, height: bottom + 24, body: body.join("\n") };
}

function oneRow(figure: Figure, y: number, at: (value: number) => number): string {
  const { value } = figure;
  const reached = reaches(figure);
  const classes = reached === null ? "shown" : reached ? "reached" : "missed";
  const [low, high] = ratioRange(figure);
  const middle = y + 16 + BAR / 2;
  const parts = [
    text(LEFT, y + 11, `${figure.load}: ${figure.what}`),
    rect(Math.min(at(1), at(value)), y + 16, Math.abs(at(value) - at(1)), BAR, classes),
    line(at(low), middle, at(high), middle, "whisker"),
    text(Math.max(at(high), at(1)) + 8, y + 26, `${value.toPrecision(3)}x`),
  ];
  const limit = bound(figure);
  if (limit !== null) parts.push(line(at(limit), y + 13, at(limit), y + 19 + BAR, "reach"));
  return parts.join("\n");
}

/** The ratio by our quickest and by our slowest sample; ours are the first. Rates have the time below the line. */
export function ratioRange({ value, samples, limit }: Figure): [number, number] {
  const ours = Object.values(samples)[0] ?? [];
  if (ours.length === 0) return [value, value];
  const [quick, slow] = [Math.min(...ours) / median(ours), Math.max(...ours) / median(ours)];
  return limit !== null && "atLeast" in limit ? [value / slow, value / quick] : [value * quick, value * slow];
}

function bound({ limit }: Figure): number | null {
  if (limit === null) return null;
  return "atMost" in limit ? limit.atMost : limit.atLeast;
}
