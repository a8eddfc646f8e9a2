import { execFileSync, spawn } from "node:child_process";
import { cpus } from "node:os";
import { fromRoot } from "../../bridge/common/paths.js";
import { type Figure, median, ratio, spread } from "../support/figures.js";
import { requireAtMost } from "../support/quality.js";

/** Of each core's matrix: rows as broad as those of the load `svd`. */
const ROWS = 2000;
const COLS = 10_000;
const ROUNDS = 5;
const WIDTHS = [8, 16];
/** Of W, over its largest entry: both sides sum the same products. */
const SAME = 1e-12;

interface Comparison {
  width: number;
  kernel: string;
  /** CPU seconds of each round. */
  fused: number[];
  blas: number[];
  difference: number;
}

/** The kernel of a pass over A, A', against the same row blocks through OpenBLAS, one process a core and all at once. */
export async function fusedPassLoad(): Promise<Figure[]> {
  execFileSync("cmake", ["--build", fromRoot("build/native"), "--target", "fused_pass"], { stdio: "ignore" });
  const all = (await Promise.all(cpus().map(runOnCore))).flat();
  for (const { difference } of all) requireAtMost("difference in W", difference, SAME);
  return WIDTHS.map((width) => figure(all.filter((comparison) => comparison.width === width)));
}

async function runOnCore(): Promise<Comparison[]> {
  const args = [ROWS, COLS, ROUNDS, ...WIDTHS].map(String);
  const env = { ...process.env, OPENBLAS_NUM_THREADS: "1" };
  const child = spawn(fromRoot("build/native/testing/fused_pass"), args, { env, stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  for await (const chunk of child.stdout) printed += chunk;
  return printed
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Comparison);
}

function figure(cores: Comparison[]): Figure {
  const width = cores[0]!.width;
  const samples = { fused: cores.flatMap((core) => core.fused), blas: cores.flatMap((core) => core.blas) };
  const rate = (seconds: number) => ((4 * ROWS * COLS * width) / seconds / 1e9).toFixed(1);
  return {
    load: "fused-pass",
    what: `A, A' over ${COLS} columns, ${width} at a time: OpenBLAS row blocks / kernel ${cores[0]!.kernel}, CPU time`,
    value: ratio(samples.blas, samples.fused),
    unit: "x",
    limit: { atLeast: 1.7 },
    samples,
    notes: [
      `kernel ${spread(samples.fused, "s")}, ${rate(median(samples.fused))} Gflop/s a core`,
      `OpenBLAS, the best of three heights, ${spread(samples.blas, "s")}, ${rate(median(samples.blas))} Gflop/s a core`,
    ],
  };
}
