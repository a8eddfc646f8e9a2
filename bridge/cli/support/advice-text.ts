import { totalmem } from "node:os";
import type { Advice } from "athanor-client/wire";
import { advise } from "../../advise/model.js";
import type { KnownRates, RateName } from "../../advise/rates.js";
import { memoryBudget } from "../../common/budgets.js";
import { duration, table } from "./output.js";

/** The grid: rows for each number of columns, and numbers of triplets. */
const ROWS = [1_000, 10_000, 100_000, 1_000_000];
const COLS = [100, 1_000, 10_000];
const KS = [10, 100];

const CALLED: Record<string, string> = {
  athanor: "offload",
  spark: "Spark",
  collect: "collect",
  local: "scikit-learn",
};

export interface AdviceGrid {
  from: Advice["from"];
  entries: Advice[];
}

/** Advice for a grid of shapes, from Spark and from memory. */
export function adviceGrids(known: KnownRates): AdviceGrid[] {
  const room = { storeBytes: memoryBudget(null), processBytes: totalmem() };
  return (["spark", "memory"] as const).map((from) => ({
    from,
    entries: COLS.flatMap((cols) =>
      KS.flatMap((k) => ROWS.map((rows) => advise({ rows, cols, k, from }, known, room))),
    ),
  }));
}

const HEADINGS: Record<Advice["from"], string> = {
  spark: "Rows in Spark: offload to Athanor, stay in Spark (MLlib's computeSVD), or collect and use scikit-learn",
  memory: "Rows in a process's memory: offload to Athanor, or use scikit-learn there",
};

/** For each grid a table: the way to take, and by how much it is quicker than the next one. */
export function adviceText(grids: AdviceGrid[], known: KnownRates): string {
  const legend = "Estimates of a truncated SVD with K triplets; in brackets: as much quicker than the next way.";
  return [
    ratesText(known),
    legend,
    ...grids.map(({ from, entries }) => `${HEADINGS[from]}\n${gridText(entries)}`),
  ].join("\n\n");
}

function gridText(entries: Advice[]): string {
  const lines = COLS.flatMap((cols) =>
    KS.map((k) => {
      const row = ROWS.map((rows) =>
        cell(entries.find((one) => one.rows === rows && one.cols === cols && one.k === k)!),
      );
      return [cols.toLocaleString("en"), `${k}`, ...row];
    }),
  );
  return table([["COLUMNS", "K", ...ROWS.map((rows) => `${rows.toLocaleString("en")} ROWS`)], ...lines]);
}

function cell({ best, ways }: Advice): string {
  if (best === null) return "no room";
  const [first, second] = ways;
  const seconds = first!.seconds!;
  const more = second?.seconds == null ? "" : ` (${shortNumber(second.seconds / seconds)}x)`;
  return `${CALLED[best]} ${duration(seconds * 1000)}${more}`;
}

const shortNumber = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0));

const UNITS: Record<RateName, [string, number]> = {
  sendBytesPerSecond: ["GB/s sent", 1e9],
  receiveBytesPerSecond: ["GB/s received", 1e9],
  krylovFlopsPerSecond: ["Gflop/s of the ranks with blocks of vectors", 1e9],
  gramFlopsPerSecond: ["Gflop/s of the ranks with whole matrices", 1e9],
  jobSeconds: ["s for a job that has nothing to do", 1],
  sklearnFlopsPerSecond: ["Gflop/s of scikit-learn", 1e9],
  collectBytesPerSecond: ["GB/s from Spark to one process", 1e9],
  sparkFlopsPerSecond: ["Gflop/s of Spark's tasks", 1e9],
  sparkJobSeconds: ["s for a Spark job that has nothing to do", 1],
};

function ratesText({ rates, defaults }: KnownRates): string {
  const rows = (Object.keys(UNITS) as RateName[]).map((name) => {
    const [unit, divisor] = UNITS[name];
    return [(rates[name] / divisor).toPrecision(3), unit, defaults.includes(name) ? "default" : "measured"];
  });
  return table([["RATE", "", ""], ...rows]);
}
