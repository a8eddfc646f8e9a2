import { bytesOf, sizeText } from "../choice.js";
import type { LoadContext, Size, SizesOf } from "../load.js";
import type { BenchBridge } from "../support/bench-bridge.js";
import type { Figure } from "../support/figures.js";
import { type SparkMatrix, withSparkPeers } from "../support/spark-peers.js";
import { ROUTE_NAMES, svdFigure, svdStacks, svdTurns } from "../support/spark-svd.js";

const LOAD = "spark-svd";
const K = 20;
const ROUNDS = 3;
/** What is promised, and for which size. */
const REACH = { size: "20,000 x 10,000", atLeast: 5, notes: ["the aim is 10x"] };

/** The sizes of the chart. The bridge's copy and, until both JVMs have read it, the file; and the two heaps. */
export const sparkSvdSizes: SizesOf = {
  usual: [2_500, 5_000, 10_000, 20_000].map((rows) => ({ rows, cols: 10_000 })),
  least: K + 1,
  bytes: (size) => 2 * bytesOf(size) + 2 * heapGigabytes(size) * 1e9,
};

/** Rank-20 SVD of the matrices of load `svd`, from Spark and back, against MLlib's computeSVD. */
export async function sparkSvdLoad(bridge: BenchBridge, context: LoadContext): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const size of context.sizes) figures.push(...(await oneSize(bridge, context, size)));
  return figures;
}

function oneSize(bridge: BenchBridge, context: LoadContext, size: Size): Promise<Figure[]> {
  const text = sizeText(size);
  context.say(`making ${text}, starting Spark`);
  const matrix: SparkMatrix = {
    script: "make_matrix.py",
    args: [`${size.rows}`, `${size.cols}`],
    memory: `${heapGigabytes(size)}g`,
  };
  return withSparkPeers(context, bridge, matrix, async (peers) => {
    const times = await svdTurns(context, peers, { k: K, rounds: ROUNDS, routes: ["svd"], of: text });
    const chart = `Rank-${K} SVD of m x ${size.cols.toLocaleString("en")} from Spark`;
    const figure = svdFigure(times, "svd", {
      load: LOAD,
      what: `rank-${K} SVD of ${text} with U in Spark, MLlib's ${ROUTE_NAMES.svd} / athanor`,
      limit: text === REACH.size ? { atLeast: REACH.atLeast } : null,
      notes: [
        ...(text === REACH.size ? REACH.notes : []),
        `the Gramian route is left out: ${size.cols} x ${size.cols} by rank-1 updates, and a whole eigenproblem of that size`,
      ],
    });
    return [{ ...figure, stacks: svdStacks(times, { chart, group: size.rows.toLocaleString("en") }) }];
  });
}

/** Spark caches in some 60 % of the heap, where rows as objects take half as much again while they are read. */
function heapGigabytes(size: Size): number {
  return Math.ceil(0.8 + (2.5 * bytesOf(size)) / 1e9);
}
