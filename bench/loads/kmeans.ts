import type { LoadContext } from "../load.js";
import type { BenchBridge } from "../support/bench-bridge.js";
import { putPictures } from "../support/fashion-mnist.js";
import { type Figure, median, ratio, spread } from "../support/figures.js";
import { Peer } from "../support/peer.js";
import { dropOutputs, timedRun } from "../support/timed-run.js";

const K = 10;
const ITERATIONS = 20;
const SEEDS = 5;

interface Clustering {
  seconds: number;
  inertia: number;
  iterations: number;
}
interface Side {
  seconds: number[];
  inertia: number[];
  iterations: number[];
}

/** k-means of Fashion-MNIST over five seeds, against scikit-learn's Lloyd from k-means++. */
export async function kmeansLoad(bridge: BenchBridge, context: LoadContext): Promise<Figure[]> {
  const a = await putPictures(bridge);
  const { peer } = await Peer.start("sklearn_kmeans.py", [`${K}`, `${ITERATIONS}`]);
  await using _ = peer;
  const turns = await context.turns(SEEDS, async (seed) => {
    const run = await timedRun(bridge, "rowwise.kmeans", {
      inputs: { a },
      params: { k: K, maxIterations: ITERATIONS, tol: 0, seed },
    });
    await dropOutputs(run);
    const { inertia, iterations } = run.result as unknown as Clustering;
    const ours: Clustering = { seconds: run.seconds, inertia, iterations };
    return { ours, theirs: await peer.ask<Clustering>({ seed }) };
  });
  return figures(side(turns.map((turn) => turn.ours)), side(turns.map((turn) => turn.theirs)));
}

function side(runs: Clustering[]): Side {
  return {
    seconds: runs.map((run) => run.seconds),
    inertia: runs.map((run) => run.inertia),
    iterations: runs.map((run) => run.iterations),
  };
}

function figures(ours: Side, theirs: Side): Figure[] {
  const common = { load: "kmeans", unit: "x" };
  const iterations = (runs: Side) => `${Math.min(...runs.iterations)} to ${Math.max(...runs.iterations)} iterations`;
  return [
    {
      ...common,
      what: `k-means of Fashion-MNIST, k = ${K}, ${ITERATIONS} iterations, athanor / scikit-learn lloyd`,
      value: ratio(ours.seconds, theirs.seconds),
      limit: { atMost: 1 },
      samples: { athanor: ours.seconds, sklearn: theirs.seconds },
      notes: [
        `athanor ${spread(ours.seconds, "s")}, ${iterations(ours)}`,
        `scikit-learn ${spread(theirs.seconds, "s")}, ${iterations(theirs)}`,
      ],
    },
    {
      ...common,
      what: `median inertia over ${SEEDS} seeds, athanor / scikit-learn`,
      value: ratio(ours.inertia, theirs.inertia),
      limit: { atMost: 1.01 },
      samples: { athanor: ours.inertia, sklearn: theirs.inertia },
      notes: [`athanor ${median(ours.inertia).toPrecision(7)}, scikit-learn ${median(theirs.inertia).toPrecision(7)}`],
    },
  ];
}
