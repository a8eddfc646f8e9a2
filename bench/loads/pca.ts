import type { LoadContext } from "../load.js";
import type { BenchBridge } from "../support/bench-bridge.js";
import { putPictures } from "../support/fashion-mnist.js";
import { type Figure, median, spread } from "../support/figures.js";
import { Peer } from "../support/peer.js";
import { relativeDifference, requireAtMost } from "../support/quality.js";
import { dropOutputs, timedRun } from "../support/timed-run.js";

const K = 20;
const ROUNDS = 7;
/** Of the variances, over the largest. */
const SAME_VARIANCES = 1e-8;

interface SklearnRun {
  seconds: number;
  explainedVariance: number[];
}
interface Turn {
  athanor: number;
  covarianceEigh: number;
  randomized: number;
  /** By how much randomized's variances differ. */
  shortfall: number;
}

/** The principal components of Fashion-MNIST with the scores of its rows, against the quicker of scikit-learn's solvers. */
export async function pcaLoad(bridge: BenchBridge, context: LoadContext): Promise<Figure[]> {
  const a = await putPictures(bridge);
  const { peer } = await Peer.start("sklearn_pca.py", [`${K}`]);
  await using _ = peer;
  const turns = await context.turns(ROUNDS, async (round): Promise<Turn> => {
    const ours = await timedRun(bridge, "rowwise.pca", { inputs: { a }, params: { k: K } });
    await dropOutputs(ours);
    const exact = await peer.ask<SklearnRun>({ solver: "covariance_eigh", seed: round });
    const randomized = await peer.ask<SklearnRun>({ solver: "randomized", seed: round });
    const found = ours.result.explainedVariance as number[];
    requireAtMost("difference in variance", relativeDifference(found, exact.explainedVariance), SAME_VARIANCES);
    const shortfall = relativeDifference(randomized.explainedVariance, exact.explainedVariance);
    return { athanor: ours.seconds, covarianceEigh: exact.seconds, randomized: randomized.seconds, shortfall };
  });
  return [figure(turns)];
}

function figure(turns: Turn[]): Figure {
  const samples = {
    athanor: turns.map((turn) => turn.athanor),
    covarianceEigh: turns.map((turn) => turn.covarianceEigh),
    randomized: turns.map((turn) => turn.randomized),
  };
  const shortfall = Math.max(...turns.map((turn) => turn.shortfall));
  return {
    load: "pca",
    what: `${K} components and scores of Fashion-MNIST, athanor / the quicker of scikit-learn's PCA solvers`,
    value: median(samples.athanor) / Math.min(median(samples.covarianceEigh), median(samples.randomized)),
    unit: "x",
    limit: { atMost: 0.5 },
    samples,
    notes: [
      `athanor ${spread(samples.athanor, "s")}, variances equal to covariance_eigh's to ${SAME_VARIANCES}`,
      `covariance_eigh ${spread(samples.covarianceEigh, "s")}`,
      `randomized ${spread(samples.randomized, "s")}, variances off by ${shortfall.toExponential(1)}`,
    ],
  };
}
