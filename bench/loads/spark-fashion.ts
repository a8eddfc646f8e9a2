import type { LoadContext } from "../load.js";
import type { BenchBridge } from "../support/bench-bridge.js";
import type { Figure } from "../support/figures.js";
import { PICTURES, withSparkPeers } from "../support/spark-peers.js";
import { ROUTE_NAMES, type Route, svdFigure, svdStacks, svdTurns } from "../support/spark-svd.js";

const LOAD = "spark-fashion";
const K = 20;
const ROUNDS = 7;
/** MLlib's time over ours. */
const REACH: Record<Route, { atLeast: number }> = { svd: { atLeast: 8 }, gramian: { atLeast: 3 } };

/** Rank-20 SVD of Fashion-MNIST from Spark and back, against both ways that MLlib has. */
export async function sparkFashionLoad(bridge: BenchBridge, context: LoadContext): Promise<Figure[]> {
  return withSparkPeers(context, bridge, PICTURES, async (peers) => {
    const times = await svdTurns(context, peers, { k: K, rounds: ROUNDS, routes: ["svd", "gramian"] });
    const [first, second] = (["svd", "gramian"] as const).map((route) =>
      svdFigure(times, route, {
        load: LOAD,
        what: `rank-${K} SVD of Fashion-MNIST with U in Spark, MLlib's ${ROUTE_NAMES[route]} / athanor`,
        limit: REACH[route],
      }),
    );
    return [
      { ...first!, stacks: svdStacks(times, { chart: `Rank-${K} SVD of Fashion-MNIST from Spark`, group: "60,000" }) },
      second!,
    ];
  });
}
