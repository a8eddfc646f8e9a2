import type { SvdOptions, SvdResult } from "athanor-client";
import { type Command, Option } from "commander";
import { addBridgeOptions, type BridgeFlags, withAthanor } from "./support/bridge.js";
import { addInputOptions, INPUT_HELP, type InputFlags, inputOptions } from "./support/input-options.js";
import { print, printJson } from "./support/output.js";
import { decimal, positive, wholeNumber } from "./support/parse.js";
import { ProgressBars } from "./support/progress.js";
import { checkDirectory, saveFactors } from "./support/save.js";
import { svdText } from "./support/svd-text.js";

interface Flags extends BridgeFlags, InputFlags, Pick<SvdOptions, "tol" | "seed" | "method" | "maxPasses" | "strict"> {
  k: number;
  stored?: boolean;
  out?: string;
}

export function register(program: Command): void {
  const command = program
    .command("svd")
    .summary("truncated singular value decomposition")
    .description("Computes the K largest singular triplets of a matrix and certifies them by a last pass over it.")
    .argument("<input>", `${INPUT_HELP}; with --stored the name or id of a matrix on the bridge`)
    .requiredOption("--k <K>", "how many singular triplets", positive)
    .option("--stored", "INPUT is on the bridge already")
    .option("--tol <TOL>", "relative residual to reach (default: 1e-9, for float32 1e-5)", decimal)
    .option("--seed <N>", "of the random start (default: 1)", wholeNumber)
    .addOption(new Option("--method <METHOD>", "algorithm (default: auto)").choices(["auto", "krylov", "gram", "qr"]))
    .option("--max-passes <N>", "most passes over the matrix (default: 200)", positive)
    .option("--strict", "fail where not all triplets converge")
    .option("--out <DIR>", "write U.npy, S.npy and V.npy there");
  addInputOptions(addBridgeOptions(command)).action(run);
}

async function run(input: string, flags: Flags): Promise<void> {
  if (flags.out) await checkDirectory(flags.out);
  await withAthanor(flags, { embed: true }, async (athanor, signal) => {
    const bars = new ProgressBars();
    try {
      const a = flags.stored
        ? await athanor.open(input)
        : await athanor.put(input, { ...inputOptions(flags), signal, onProgress: bars.show });
      const svd = await athanor.truncatedSVD(a, flags.k, { ...svdOptions(flags), signal, onProgress: bars.show });
      const started = performance.now();
      const files = flags.out ? await saveFactors(flags.out, svd, signal) : [];
      const { encodeMs, uploadMs, sealMs } = a.uploadTimings ?? {};
      const downloadMs = files.length > 0 ? performance.now() - started : undefined;
      const timings = { encodeMs, uploadMs, sealMs, ...svd.timings, downloadMs };
      bars.stop();
      show(flags, { svd, shape: a.shape, timings, files });
    } finally {
      bars.stop();
    }
  });
}

function svdOptions({ tol, seed, method, maxPasses, strict }: Flags): SvdOptions {
  return { tol, seed, method, maxPasses, strict };
}

export interface Shown {
  svd: SvdResult;
  shape: readonly [number, number];
  timings: Record<string, number | undefined>;
  files: string[];
}

function show({ json }: Flags, shown: Shown): void {
  const { svd, shape, timings, files } = shown;
  const { S, certificate, converged, warnings, jobId } = svd;
  if (json) printJson({ singularValues: [...S], certificate, converged, warnings, timings, shape, jobId, files });
  else print(svdText(shown));
}
