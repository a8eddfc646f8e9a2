import type { MatrixHandle } from "../../bridge/index.js";
import type { LoadContext } from "../load.js";
import type { BenchBridge } from "../support/bench-bridge.js";
import { putLabels, putPictures } from "../support/fashion-mnist.js";
import { type Figure, ratio, spread } from "../support/figures.js";
import { Peer } from "../support/peer.js";
import { dropOutputs, timedRun } from "../support/timed-run.js";

const CLASSES = 10;
const C = 1;
const THEIR_ITERATIONS = 100;
const ROUNDS = 3;
/** A loss this much higher, relatively, is none: the sums of the two sides round differently. */
const SAME_LOSS = 1e-9;

interface Turn {
  athanor: number;
  sklearn: number;
  ourLoss: number;
  theirLoss: number;
}

/** Multinomial logistic regression of Fashion-MNIST against scikit-learn's lbfgs; the peer computes both losses. */
export async function logisticLoad(bridge: BenchBridge, context: LoadContext): Promise<Figure[]> {
  const inputs = { a: await putPictures(bridge), labels: await putLabels(bridge) };
  const params = { classes: CLASSES, lambda: 1 / (C * inputs.a.shape[0]) };
  const { peer } = await Peer.start("sklearn_logistic.py", [`${C}`, `${THEIR_ITERATIONS}`]);
  await using _ = peer;
  const turns = await context.turns(ROUNDS, async (): Promise<Turn> => {
    const ours = await timedRun(bridge, "rowwise.logisticRegression", { inputs, params });
    const model = { x: await entries(ours.outputs.x!), intercept: await entries(ours.outputs.intercept!) };
    await dropOutputs(ours);
    const theirs = await peer.ask<{ seconds: number; loss: number }>({});
    const { loss } = await peer.ask<{ loss: number }>({ judge: model });
    return { athanor: ours.seconds, sklearn: theirs.seconds, ourLoss: loss, theirLoss: theirs.loss };
  });
  return figures(turns);
}

async function entries(matrix: MatrixHandle): Promise<number[]> {
  return Array.from(await matrix.toArray());
}

function figures(turns: Turn[]): Figure[] {
  const seconds = { athanor: turns.map((turn) => turn.athanor), sklearn: turns.map((turn) => turn.sklearn) };
  const losses = { athanor: turns.map((turn) => turn.ourLoss), sklearn: turns.map((turn) => turn.theirLoss) };
  const common = { load: "logistic", unit: "x" };
  return [
    {
      ...common,
      what: `logistic regression of Fashion-MNIST, athanor / scikit-learn lbfgs (C = ${C}, max_iter = ${THEIR_ITERATIONS})`,
      value: ratio(seconds.athanor, seconds.sklearn),
      limit: { atMost: 1 },
      samples: seconds,
      notes: [`athanor ${spread(seconds.athanor, "s")}, scikit-learn ${spread(seconds.sklearn, "s")}`],
    },
    {
      ...common,
      what: "loss, athanor / scikit-learn",
      value: ratio(losses.athanor, losses.sklearn),
      limit: { atMost: 1 + SAME_LOSS },
      samples: losses,
      notes: [
        `athanor ${Math.max(...losses.athanor).toFixed(8)}, scikit-learn ${Math.min(...losses.sklearn).toFixed(8)}`,
      ],
    },
  ];
}
