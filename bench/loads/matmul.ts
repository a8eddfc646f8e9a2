import { rmSync } from "node:fs";
import { join } from "node:path";
import type { LoadContext } from "../load.js";
import type { BenchBridge } from "../support/bench-bridge.js";
import { type Figure, ratio, spread } from "../support/figures.js";
import { Peer, runPeer } from "../support/peer.js";
import { relativeDifference, requireAtMost } from "../support/quality.js";
import { withScratch } from "../support/scratch.js";
import { dropOutputs, timedRun } from "../support/timed-run.js";

const SIDE = 4000;
const ROUNDS = 5;
const INPUT_BYTES = 2 * SIDE * SIDE * 8;
/** Of the first rows of the product, over the largest entry. */
const SAME_PRODUCT = 1e-13;
const ROWS_COMPARED = 2;

interface Product {
  seconds: number;
  rows: number[];
}
/** Seconds of one turn. */
interface Turn {
  multiply: number;
  dgemm: number;
  redistribute: number;
  memcpy: number;
}

/** A product in the block-cyclic layout against numpy's; and the way into that layout against a plain copy. */
export async function matmulLoad(bridge: BenchBridge, context: LoadContext): Promise<Figure[]> {
  return withScratch(async (directory) => {
    const [left, right] = [join(directory, "a.npy"), join(directory, "b.npy")];
    await runPeer("make_normal.py", [`${SIDE}`, `${SIDE}`, "1", left]);
    await runPeer("make_normal.py", [`${SIDE}`, `${SIDE}`, "2", right]);
    const inputs = { a: await bridge.client.put(left), b: await bridge.client.put(right) };
    const ranks = (await bridge.client.status()).pids.ranks.length;
    const { peer: numpy } = await Peer.start("numpy_matmul.py", [left, right, `${ROWS_COMPARED}`]);
    await using _numpy = numpy;
    const { peer: copier } = await Peer.start("memcpy.py", [`${ranks}`, `${INPUT_BYTES}`]);
    await using _copier = copier;
    for (const file of [left, right]) rmSync(file);
    const turns = await context.turns(ROUNDS, async (): Promise<Turn> => {
      const run = await timedRun(bridge, "scalapack.matmul", { inputs });
      const rows = (await run.outputs.product!.head(ROWS_COMPARED)).values;
      await dropOutputs(run);
      const theirs = await numpy.ask<Product>({});
      requireAtMost("difference of the products", relativeDifference(rows, theirs.rows), SAME_PRODUCT);
      const phases = run.result.timings as Record<string, number>;
      const { seconds: memcpy } = await copier.ask<{ seconds: number }>({});
      return {
        multiply: phases.multiply! / 1000,
        redistribute: phases.redistribute! / 1000,
        dgemm: theirs.seconds,
        memcpy,
      };
    });
    return [productFigure(turns), copyFigure(turns, ranks)];
  });
}

function productFigure(turns: Turn[]): Figure {
  const samples = { multiply: turns.map((turn) => turn.multiply), dgemm: turns.map((turn) => turn.dgemm) };
  return {
    load: "matmul",
    what: `rate of ${SIDE}³, redistribution apart, athanor scalapack.matmul / numpy dgemm on all cores`,
    value: ratio(samples.dgemm, samples.multiply),
    unit: "x",
    limit: { atLeast: 0.8 },
    samples,
    notes: [`athanor ${spread(samples.multiply, "s")}, numpy ${spread(samples.dgemm, "s")}`],
  };
}

function copyFigure(turns: Turn[], ranks: number): Figure {
  const samples = {
    redistribute: turns.map((turn) => turn.redistribute),
    memcpy: turns.map((turn) => turn.memcpy),
  };
  return {
    load: "redistribution",
    what: `rate of ${INPUT_BYTES / 1e6} MB into the block-cyclic layout / memcpy by as many processes (${ranks})`,
    value: ratio(samples.memcpy, samples.redistribute),
    unit: "x",
    limit: { atLeast: 0.15 },
    samples,
    notes: [`redistribution ${spread(samples.redistribute, "s")}, memcpy ${spread(samples.memcpy, "s")}`],
  };
}
