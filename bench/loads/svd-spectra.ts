import { join } from "node:path";
import { sizeText } from "../choice.js";
import type { LoadContext, Size, SizesOf } from "../load.js";
import type { BenchBridge } from "../support/bench-bridge.js";
import type { Figure } from "../support/figures.js";
import { runPeer } from "../support/peer.js";
import { withScratch } from "../support/scratch.js";
import { svdFigures } from "../support/svd-figures.js";
import { SvdSides } from "../support/svd-sides.js";
import { svdSizes } from "./svd.js";

const K = 20;
const ROUNDS = 3;

interface Spectrum {
  /** As make_matrix.py calls it. */
  name: string;
  text: string;
  /** SLEPc's quicker way squares the singular values, and would not find the small ones of the graded spectrum. */
  slepcMethod: string;
}
const SPECTRA: Spectrum[] = [
  { name: "inverse", text: "singular values 1/i", slepcMethod: "cross" },
  { name: "graded", text: "singular values 10^(-i/4)", slepcMethod: "trlanczos" },
];

/** One size: the spectrum is what makes the difference here. */
export const spectraSizes: SizesOf = { ...svdSizes, usual: [{ rows: 5_000, cols: 10_000 }] };

/** Rank-20 SVD of matrices whose values fall slowly, or by as much from one to the next. */
export async function svdSpectraLoad(bridge: BenchBridge, context: LoadContext): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const size of context.sizes) {
    for (const spectrum of SPECTRA) figures.push(...(await oneSpectrum(bridge, context, size, spectrum)));
  }
  return figures;
}

function oneSpectrum(bridge: BenchBridge, context: LoadContext, size: Size, spectrum: Spectrum): Promise<Figure[]> {
  const { name, text, slepcMethod } = spectrum;
  return withScratch(async (directory) => {
    const file = join(directory, "matrix.npy");
    context.say(`making ${sizeText(size)}, ${text}`);
    await runPeer("make_matrix.py", [`${size.rows}`, `${size.cols}`, file, name]);
    await using sides = await SvdSides.start(bridge, context, file, K, slepcMethod);
    const chart = `rank-${K} SVD of m x ${size.cols.toLocaleString("en")}, ${text}`;
    const of = { load: "svd-spectra", chart, size, k: K, spectrum: `, ${text}` };
    return svdFigures(of, await context.turns(ROUNDS, (round) => sides.turn(round), `${sizeText(size)}, ${text}`));
  });
}
