import type { LoadContext } from "../load.js";
import type { BenchBridge } from "../support/bench-bridge.js";
import { type Figure, median, ratio, spread } from "../support/figures.js";
import { JVM_WARM_UPS, PICTURES, type SparkPeers, withSparkPeers } from "../support/spark-peers.js";

const LOAD = "spark-kmeans";
const K = 10;
const ITERATIONS = 20;
const SEEDS = 5;

interface Clustering {
  seconds: number;
  cost: number;
}
type Turn = Record<"athanor" | "mllib" | "ml", Clustering>;

/** k-means of Fashion-MNIST over five seeds, from Spark, against the quicker of Spark's two. */
export async function sparkKmeansLoad(bridge: BenchBridge, context: LoadContext): Promise<Figure[]> {
  return withSparkPeers(context, bridge, PICTURES, async (peers) =>
    figures(await context.turns(SEEDS, (seed) => turn(peers, seed), "", JVM_WARM_UPS), peers.settings),
  );
}

async function turn({ mllib, athanor }: SparkPeers, seed: number): Promise<Turn> {
  const request = { k: K, iterations: ITERATIONS, seed };
  return {
    athanor: await athanor.ask<Clustering>({ run: "kmeans", ...request }),
    mllib: await mllib.ask<Clustering>({ run: "kmeans", ...request }),
    ml: await mllib.ask<Clustering>({ run: "ml-kmeans", ...request }),
  };
}

function figures(turns: Turn[], settings: string): Figure[] {
  const of = (side: keyof Turn, what: keyof Clustering) => turns.map((answers) => answers[side][what]);
  const seconds = { athanor: of("athanor", "seconds"), mllib: of("mllib", "seconds"), ml: of("ml", "seconds") };
  const cost = { athanor: of("athanor", "cost"), mllib: of("mllib", "cost"), ml: of("ml", "cost") };
  return [
    {
      load: LOAD,
      what: `k-means of Fashion-MNIST, k = ${K}, ${ITERATIONS} iterations, the quicker of MLlib's and spark.ml's / athanor`,
      value: Math.min(median(seconds.mllib), median(seconds.ml)) / median(seconds.athanor),
      unit: "x",
      limit: { atLeast: 2.5 },
      samples: seconds,
      notes: [
        `athanor ${spread(seconds.athanor, "s")}`,
        `MLlib's KMeans ${spread(seconds.mllib, "s")}`,
        `spark.ml's KMeans ${spread(seconds.ml, "s")}`,
        settings,
      ],
    },
    {
      load: LOAD,
      what: `median trainingCost over ${SEEDS} seeds, athanor / MLlib`,
      value: ratio(cost.athanor, cost.mllib),
      unit: "x",
      limit: { atMost: 1.01 },
      samples: cost,
      notes: Object.entries(cost).map(([side, costs]) => `${side} ${median(costs).toPrecision(7)}`),
    },
  ];
}
