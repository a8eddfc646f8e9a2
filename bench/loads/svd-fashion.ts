import { join } from "node:path";
import type { LoadContext } from "../load.js";
import type { BenchBridge } from "../support/bench-bridge.js";
import type { Figure } from "../support/figures.js";
import { runPeer } from "../support/peer.js";
import { withScratch } from "../support/scratch.js";
import { svdFigures } from "../support/svd-figures.js";
import { SvdSides } from "../support/svd-sides.js";

const K = 20;
const ROUNDS = 7;
const SIZE = { rows: 60_000, cols: 784 };

/** Rank-20 SVD of the pictures of Fashion-MNIST, which has few columns and a slowly falling spectrum. */
export function svdFashionLoad(bridge: BenchBridge, context: LoadContext): Promise<Figure[]> {
  return withScratch(async (directory) => {
    const file = join(directory, "pictures.npy");
    await runPeer("make_pictures.py", [file]);
    await using sides = await SvdSides.start(bridge, context, file, K);
    const of = { load: "svd-fashion", chart: "rank-20 SVD of Fashion-MNIST", size: SIZE, k: K };
    return svdFigures(of, await context.turns(ROUNDS, (round) => sides.turn(round)));
  });
}
