import { join } from "node:path";
import { bytesOf, sizeText } from "../choice.js";
import type { LoadContext, PeerName, Size, SizesOf } from "../load.js";
import type { BenchBridge } from "../support/bench-bridge.js";
import type { Figure } from "../support/figures.js";
import { runPeer } from "../support/peer.js";
import { withScratch } from "../support/scratch.js";
import { svdFigures } from "../support/svd-figures.js";
import { SvdSides } from "../support/svd-sides.js";

const K = 20;
const ROUNDS = 3;
/** What is promised, and for which size. */
const REACH = { size: "20,000 x 10,000", limits: { "scikit-learn": { atMost: 0.333 } } };
/** Sides that hold the array in memory of their own. */
const WITH_A_COPY: PeerName[] = ["scikit-learn", "arpack", "dask"];

/** Sizes of the chart: the file, the bridge's copy, and one for each peer. */
export const svdSizes: SizesOf = {
  usual: [2_500, 5_000, 10_000, 20_000].map((rows) => ({ rows, cols: 10_000 })),
  least: K,
  bytes: (size, peers) => bytesOf(size) * (2 + WITH_A_COPY.filter((peer) => peers.has(peer)).length),
};

/** Rank-20 SVD of matrices on the bridge against the same in Python and SLEPc. */
export async function svdLoad(bridge: BenchBridge, context: LoadContext): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const size of context.sizes) figures.push(...(await oneSize(bridge, context, size)));
  return figures;
}

function oneSize(bridge: BenchBridge, context: LoadContext, size: Size): Promise<Figure[]> {
  return withScratch(async (directory) => {
    const file = join(directory, "matrix.npy");
    context.say(`making ${sizeText(size)}`, null);
    await runPeer("make_matrix.py", [`${size.rows}`, `${size.cols}`, file]);
    await using sides = await SvdSides.start(bridge, context, file, K);
    const chart = `rank-${K} SVD of m x ${size.cols.toLocaleString("en")}`;
    const of = { load: "svd", chart, size, k: K, limits: sizeText(size) === REACH.size ? REACH.limits : {} };
    const turns = await context.turns(ROUNDS, (round) => sides.turn(round), sizeText(size));
    return svdFigures(of, turns);
  });
}
