/** Where a truncated SVD of rows x cols (float64) with k triplets is done soonest. */
export interface AdviseRequest {
  rows: number;
  cols: number;
  k: number;
  /** Where the rows are: in one process's memory (the default), or in Spark. */
  from?: "memory" | "spark";
}

/**
 * athanor: on this bridge. spark: MLlib's computeSVD. collect: brought to one process, scikit-learn there. local: scikit-learn,
 * where the rows are in memory already.
 */
export type WayName = "athanor" | "spark" | "collect" | "local";

export interface WayAdvice {
  way: WayName;
  /** Estimate of the whole; null where there is no room for it, for the reason given. */
  seconds: number | null;
  /** The same by parts. */
  parts: { send: number; compute: number; receive: number; overhead: number };
  reason: string | null;
}

export interface Advice extends Required<AdviseRequest> {
  /** The quickest way; null: none has room. */
  best: WayName | null;
  /** Quickest first. */
  ways: WayAdvice[];
  /** When the rates were measured on the bridge's machine (`athanor bench --advise`); null: never, all are defaults. */
  measuredAt: string | null;
  /** Names of the rates that are defaults. */
  defaults: string[];
}
