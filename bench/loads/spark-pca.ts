import type { LoadContext } from "../load.js";
import type { BenchBridge } from "../support/bench-bridge.js";
import { type Figure, median, spread } from "../support/figures.js";
import { relativeDifference, requireAtMost } from "../support/quality.js";
import { JVM_WARM_UPS, PICTURES, type SparkPeers, withSparkPeers } from "../support/spark-peers.js";

const LOAD = "spark-pca";
const K = 20;
const ROUNDS = 5;
/** Of the explained variances, over the largest. */
const SAME_VARIANCES = 1e-9;

interface Pca {
  seconds: number;
  explained: number[];
}

/** 20 principal components of Fashion-MNIST and the scores of its rows, from Spark, against the quicker of Spark's two. */
export async function sparkPcaLoad(bridge: BenchBridge, context: LoadContext): Promise<Figure[]> {
  return withSparkPeers(context, bridge, PICTURES, async (peers) => {
    const turns = await context.turns(ROUNDS, () => turn(peers), "", JVM_WARM_UPS);
    const samples = {
      athanor: turns.map((times) => times.athanor),
      mllib: turns.map((times) => times.mllib),
      ml: turns.map((times) => times.ml),
    };
    return [
      {
        load: LOAD,
        what: `${K} components and scores of Fashion-MNIST, the quicker of MLlib's and spark.ml's PCA / athanor`,
        value: Math.min(median(samples.mllib), median(samples.ml)) / median(samples.athanor),
        unit: "x",
        limit: { atLeast: 2.5 },
        samples,
        notes: [
          `athanor ${spread(samples.athanor, "s")}, explained variances equal to ${SAME_VARIANCES}`,
          `MLlib's computePrincipalComponentsAndExplainedVariance, multiply ${spread(samples.mllib, "s")}`,
          `spark.ml's PCA, fit and transform ${spread(samples.ml, "s")}`,
          peers.settings,
        ],
      },
    ];
  });
}

async function turn({ mllib, athanor }: SparkPeers): Promise<{ athanor: number; mllib: number; ml: number }> {
  const ours = await athanor.ask<Pca>({ run: "pca", k: K });
  const theirs = await mllib.ask<Pca>({ run: "pca", k: K });
  const ml = await mllib.ask<Pca>({ run: "ml-pca", k: K });
  for (const { explained } of [theirs, ml])
    requireAtMost("difference in variance", relativeDifference(ours.explained, explained), SAME_VARIANCES);
  return { athanor: ours.seconds, mllib: theirs.seconds, ml: ml.seconds };
}
