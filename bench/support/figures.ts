/** What a figure has to reach. */
export type Limit = { atMost: number } | { atLeast: number };

/** One line of the report: a figure, what it has to reach, and the samples behind it. */
export interface Figure {
  load: string;
  what: string;
  value: number;
  unit: string;
  /** null: shown only. */
  limit: Limit | null;
  samples: Record<string, number[]>;
  /** How good each side's answer is, by the names of `samples`: the largest relative residual, or what `notes` say. */
  residuals?: Record<string, number>;
  notes: string[];
  /** Bars of the report's chart of stacked times. */
  stacks?: StackedBar[];
}

/** Where the seconds of one side go, for one size. */
export interface StackedBar {
  /** Bars of one chart, such as "rank-20 SVD of m x 10,000". */
  chart: string;
  /** Bars side by side, such as "5,000"; in the order of the size. */
  group: string;
  side: string;
  /** Median seconds: the matrix on its way, the computation, the result on its way back. */
  seconds: { send: number; compute: number; receive: number };
  /** Shortest and longest of the totals. */
  range: [number, number];
}

/** Whether a figure is what it has to be; null where it is shown only. */
export function reaches({ value, limit }: Pick<Figure, "value" | "limit">): boolean | null {
  if (limit === null) return null;
  return "atMost" in limit ? value <= limit.atMost : value >= limit.atLeast;
}

/** "reached (≤ 0.6 x)", "MISSED (≥ 0.8 x)", or nothing where there is no limit. */
export function verdict({ value, unit, limit }: Pick<Figure, "value" | "unit" | "limit">): string {
  if (limit === null) return "";
  const bound = "atMost" in limit ? `≤ ${limit.atMost}` : `≥ ${limit.atLeast}`;
  return `${reaches({ value, limit }) ? "reached" : "MISSED"} (${bound} ${unit})`;
}

export function median(samples: number[]): number {
  return quantile(samples, 0.5);
}

/** Linear interpolation between order statistics; q in [0, 1]. */
export function quantile(samples: number[], q: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const low = Math.floor(at);
  const high = Math.ceil(at);
  return sorted[low]! + (sorted[high]! - sorted[low]!) * (at - low);
}

/** Ratio of medians. */
export function ratio(ours: number[], theirs: number[]): number {
  return median(ours) / median(theirs);
}

/** "2.31 s (2.20-2.63)". */
export function spread(samples: number[], unit: string): string {
  const round = (value: number) => value.toPrecision(3);
  return `${round(median(samples))} ${unit} (${round(Math.min(...samples))}-${round(Math.max(...samples))})`;
}

/** One bar from the samples of its phases, which belong together round by round. */
export function stackedBar(
  where: Pick<StackedBar, "chart" | "group" | "side">,
  phases: { send: number[]; compute: number[]; receive: number[] },
): StackedBar {
  const totals = phases.compute.map((seconds, at) => seconds + (phases.send[at] ?? 0) + (phases.receive[at] ?? 0));
  const middle = (samples: number[]) => (samples.length > 0 ? median(samples) : 0);
  return {
    ...where,
    seconds: { send: middle(phases.send), compute: middle(phases.compute), receive: middle(phases.receive) },
    range: [Math.min(...totals), Math.max(...totals)],
  };
}
