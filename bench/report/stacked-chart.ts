import type { Figure, StackedBar } from "../support/figures.js";
import { type Chart, line, rect, text, ticks } from "./svg.js";

const WIDTH = 860;
const LEFT = 230;
const RIGHT = 70;
const TOP = 64;
const BAR = 16;
const GAP = 5;
const GROUP_GAP = 16;
const PHASES = ["send", "compute", "receive"] as const;

/** A chart for each name that bars of the figures go by: groups below each other, in each a stacked bar for every side. */
export function stackedCharts(figures: Figure[]): Chart[] {
  const bars = figures.flatMap((figure) => figure.stacks ?? []);
  const names = [...new Set(bars.map((bar) => bar.chart))];
  return names.map((name) =>
    stackedChart(
      name,
      bars.filter((bar) => bar.chart === name),
    ),
  );
}

function stackedChart(title: string, bars: StackedBar[]): Chart {
  const groups = [...new Set(bars.map((bar) => bar.group))].sort((a, b) => numberIn(a) - numberIn(b));
  const longest = Math.max(...bars.map((bar) => Math.max(bar.range[1], total(bar))));
  const scale = (WIDTH - LEFT - RIGHT) / longest;
  let y = TOP;
  const rows: string[] = [];
  for (const group of groups) {
    rows.push(text(12, y + BAR - 3, group));
    for (const bar of bars.filter((candidate) => candidate.group === group)) {
      rows.push(oneBar(bar, y, scale));
      y += BAR + GAP;
    }
    y += GROUP_GAP;
  }
  const height = y + 24;
  const axis = ticks(longest).flatMap((seconds) => [
    line(LEFT + seconds * scale, TOP - 8, LEFT + seconds * scale, y - GROUP_GAP, "grid"),
    text(LEFT + seconds * scale, y, `${seconds} s`, "faint middle"),
  ]);
  const body = [rect(0, 0, WIDTH, height, "paper"), text(12, 24, title, "title"), ...legend(), ...axis, ...rows];
  return { name: slug(title), title, width: WIDTH, height, body: body.join("\n") };
}

/** Its phases one after the other, a whisker from the shortest to the longest round, and the total. */
function oneBar(bar: StackedBar, y: number, scale: number): string {
  const parts = [text(LEFT - 8, y + BAR - 3, bar.side, "end")];
  let x = LEFT;
  for (const phase of PHASES) {
    const width = bar.seconds[phase] * scale;
    if (width > 0) parts.push(rect(x, y, width, BAR, phase));
    x += width;
  }
  const [low, high] = bar.range;
  parts.push(line(LEFT + low * scale, y + BAR / 2, LEFT + high * scale, y + BAR / 2, "whisker"));
  parts.push(text(Math.max(x, LEFT + high * scale) + 6, y + BAR - 3, `${total(bar).toPrecision(3)} s`));
  return parts.join("\n");
}

function legend(): string[] {
  return PHASES.flatMap((phase, at) => [
    rect(LEFT + at * 100, 36, 12, 12, phase),
    text(LEFT + at * 100 + 18, 46, phase),
  ]);
}

export function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

const total = ({ seconds }: StackedBar): number => seconds.send + seconds.compute + seconds.receive;
const numberIn = (group: string): number => Number(group.replaceAll(",", "").match(/\d+/)?.[0] ?? 0);
