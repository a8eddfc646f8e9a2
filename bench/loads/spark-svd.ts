import { sizeText } from "../choice.js";
import type { LoadContext } from "../load.js";
import type { BenchBridge } from "../support/bench-bridge.js";
import type { Figure } from "../support/figures.js";
import { type SparkMatrix, withSparkPeers } from "../support/spark-peers.js";
import { ROUTE_NAMES, svdFigure, svdStacks, svdTurns } from "../support/spark-svd.js";

const LOAD = "spark-svd";
const ROWS = 20_000;
const COLS = 10_000;
const K = 20;
const ROUNDS = 3;
const MATRIX: SparkMatrix = { script: "make_matrix.py", args: [`${ROWS}`, `${COLS}`], memory: "5g" };

/** Rank-20 SVD of the matrix of load `svd`, from Spark and back, against MLlib's computeSVD. */
export async function sparkSvdLoad(bridge: BenchBridge, context: LoadContext): Promise<Figure[]> {
  return withSparkPeers(context, bridge, MATRIX, async (peers) => {
    const times = await svdTurns(context, peers, { k: K, rounds: ROUNDS, routes: ["svd"] });
    return [
      {
        ...svdFigure(times, "svd", {
          load: LOAD,
          what: `rank-${K} SVD of ${ROWS} x ${COLS} with U in Spark, MLlib's ${ROUTE_NAMES.svd} / athanor`,
          limit: { atLeast: 2.5 },
          notes: [
            "the goal is 5x, the aim 10x",
            `the Gramian route is left out: ${COLS} x ${COLS} by rank-1 updates, and a whole eigenproblem of that size`,
          ],
        }),
        stacks: svdStacks(times, sizeText({ rows: ROWS, cols: COLS })),
      },
    ];
  });
}
