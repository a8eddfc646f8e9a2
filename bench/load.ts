import type { ConfigInput } from "../bridge/common/config-load.js";
import type { BenchBridge } from "./support/bench-bridge.js";
import type { Figure } from "./support/figures.js";
import { PeerUnavailable } from "./support/peer-unavailable.js";
import { takeTurns } from "./support/rounds.js";

/** What Athanor is compared with. */
export const PEERS = {
  "scikit-learn": "randomized_svd, PCA, KMeans and LogisticRegression, on an array in its memory",
  arpack: "scipy's svds, on an array in its memory",
  dask: "svd_compressed with threads, on an array in its memory",
  slepc: "SLEPc's SVD solver on the bridge's ranks, by the library slepc of the build",
  numpy: "linalg.qr, dgemm and memcpy, on arrays in its memory",
  mllib: "MLlib and spark.ml of a stock Spark with native BLAS, on rows that its tasks have cached",
  pyarrow: "its C++ Flight server, doing what a store does",
} as const;
export type PeerName = keyof typeof PEERS;

export interface Size {
  rows: number;
  cols: number;
}

/** One thing that is measured. A file of bench/loads and an entry in loads.ts are all there is to a new one. */
export interface Load {
  /** One line, for --help and the report. */
  doc: string;
  /** Figures in the order they are shown. */
  run(bridge: BenchBridge, context: LoadContext): Promise<Figure[]>;
  /** Settings of the bridge it runs on. */
  config: ConfigInput;
  /** The routine it measures; null: none. A load whose routine the bridge does not offer is left out. */
  routine: string | null;
  /** A load with peers none of which was chosen is left out. */
  peers: PeerName[];
  /** It measures the matrices of --sizes; null: its data is fixed. */
  sizes: SizesOf | null;
}

export interface SizesOf {
  usual: Size[];
  /** Rows and columns that a size has at least. */
  least: number;
  /** Bytes of memory that one size takes with all its peers at once. */
  bytes(size: Size, peers: ReadonlySet<PeerName>): number;
}

/** What was not measured, and why. */
export interface Skipped {
  what: string;
  reason: string;
}

/** What a load is told and what it tells. */
export interface LoadHooks {
  peers: ReadonlySet<PeerName>;
  /** Of a load that takes sizes. */
  sizes: Size[];
  /** --rounds; null: as many as is usual for the load. */
  rounds: number | null;
  signal: AbortSignal;
  /** Says what is being done; `fraction` of the load, 0 to 1, or null where it is not known. */
  say(step: string, fraction: number | null): void;
  skipped(what: string, reason: string): void;
  /** Tells the report which version of something took part. */
  version(name: string, version: string): void;
}

/** A load's side of LoadHooks. */
export class LoadContext {
  constructor(private readonly hooks: LoadHooks) {}

  get peers(): ReadonlySet<PeerName> {
    return this.hooks.peers;
  }

  get sizes(): Size[] {
    return this.hooks.sizes;
  }

  say(step: string, fraction: number | null = null): void {
    this.hooks.say(step, fraction);
  }

  skipped(what: string, reason: string): void {
    this.hooks.skipped(what, reason);
  }

  version(name: string, version: string): void {
    this.hooks.version(name, version);
  }

  /**
   * As takeTurns, with the rounds that were asked for.
   * @param of what is turned, as it is said while it runs
   * @param warmUps a JVM wants more than one
   */
  turns<Answers>(usual: number, turn: (round: number) => Promise<Answers>, of = "", warmUps = 1): Promise<Answers[]> {
    const rounds = this.hooks.rounds ?? usual;
    return takeTurns(rounds, warmUps, (round) => {
      this.hooks.signal.throwIfAborted();
      const step = round === 0 ? "warming up" : `round ${round} of ${rounds}`;
      this.say([of, step].filter(Boolean).join(", "), round / (rounds + 1));
      return turn(round);
    });
  }

  /** What `start` gives; null where the peer was not chosen, or is not there, which is noted with the reason. */
  async peer<P>(name: PeerName, start: () => Promise<P>): Promise<P | null> {
    return this.peers.has(name) ? this.found(name, start) : null;
  }

  /** What `start` gives; null where `what` is not there, which is noted with the reason. */
  async found<P>(what: string, start: () => Promise<P>): Promise<P | null> {
    try {
      return await start();
    } catch (error) {
      if (!(error instanceof PeerUnavailable)) throw error;
      this.skipped(what, error.message);
      return null;
    }
  }
}
