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
  notes: string[];
}

/** "reached (≤ 0.6 x)", "MISSED (≥ 0.8 x)", or nothing where there is no limit. */
export function verdict({ value, unit, limit }: Pick<Figure, "value" | "unit" | "limit">): string {
  if (limit === null) return "";
  const [reached, bound] =
    "atMost" in limit ? [value <= limit.atMost, `≤ ${limit.atMost}`] : [value >= limit.atLeast, `≥ ${limit.atLeast}`];
  return `${reached ? "reached" : "MISSED"} (${bound} ${unit})`;
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
