import { sizeText } from "../choice.js";
import type { Size } from "../load.js";
import { type Figure, type Limit, median, ratio, spread, stackedBar } from "./figures.js";
import { OURS, type SvdRun, type SvdTurn } from "./svd-sides.js";

export interface SvdCase {
  load: string;
  /** The chart that its bars go to. */
  chart: string;
  size: Size;
  k: number;
  /** Said after the size, such as " with singular values 1/i". */
  spectrum?: string;
  /** What has to be reached against a side, by its name. */
  limits?: Record<string, Limit>;
}

/** A figure for each side that Athanor is compared with; the first one has the bars of the chart. */
export function svdFigures(of: SvdCase, turns: SvdTurn[]): Figure[] {
  const sides = Object.keys(turns[0]!);
  const runs = (side: string): SvdRun[] => turns.map((turn) => turn[side]!);
  const ours = runs(OURS);
  const what = `rank-${of.k} SVD of ${sizeText(of.size)}${of.spectrum ?? ""}`;
  if (sides.length === 1) return [alone(of.load, what, ours)];
  const stacks = sides.map((side) => stackedBar(place(of, side), phases(runs(side), side)));
  return sides
    .filter((side) => side !== OURS)
    .map((side, at) => ({
      load: of.load,
      what: `${what}, athanor at 1e-9 / ${side}`,
      value: ratio(seconds(ours), seconds(runs(side))),
      unit: "x",
      limit: of.limits?.[side] ?? null,
      samples: { [OURS]: seconds(ours), [side]: seconds(runs(side)) },
      residuals: { [OURS]: worst(ours), [side]: worst(runs(side)) },
      notes: [note(OURS, ours, sent(ours)), note(side, runs(side), "")],
      ...(at === 0 ? { stacks } : {}),
    }));
}

/** Where no peer takes part. */
function alone(load: string, what: string, ours: SvdRun[]): Figure {
  const samples = { [OURS]: seconds(ours) };
  const common = { load, what: `${what}, athanor at 1e-9`, unit: "s", limit: null, samples };
  const residuals = { [OURS]: worst(ours) };
  return { ...common, value: median(seconds(ours)), residuals, notes: [note(OURS, ours, sent(ours))] };
}

const seconds = (runs: SvdRun[]): number[] => runs.map((run) => run.compute);
const worst = (runs: SvdRun[]): number => Math.max(...runs.map((run) => run.residual));

function place(of: SvdCase, side: string) {
  return {
    chart: of.chart,
    group: of.size.rows.toLocaleString("en"),
    side: side === OURS ? "Athanor from Node" : side,
  };
}

function phases(runs: SvdRun[], side: string) {
  const none: number[] = [];
  if (side !== OURS) return { send: none, compute: seconds(runs), receive: none };
  return {
    send: runs.map((run) => run.send),
    compute: seconds(runs),
    receive: runs.map((run) => run.receive),
  };
}

function sent(runs: SvdRun[]): string {
  const [send, receive] = [median(runs.map((run) => run.send)), median(runs.map((run) => run.receive))];
  return `, on the bridge already (else ${send.toPrecision(2)} s to send and ${receive.toPrecision(2)} s to receive)`;
}

function note(side: string, runs: SvdRun[], more: string): string {
  const { iterations } = runs[0]!;
  const effort = iterations === null ? "" : `, ${iterations} power iterations`;
  return `${side} ${spread(seconds(runs), "s")}, residual ${worst(runs).toExponential(1)}${effort}${more}`;
}
