import { join } from "node:path";
import type { RateName, Rates } from "../bridge/advise/rates.js";
import type { MatrixHandle, SvdCertificate, SvdOptions } from "../bridge/index.js";
import { BenchBridge } from "./support/bench-bridge.js";
import { median } from "./support/figures.js";
import { endAll } from "./support/open-things.js";
import { Peer, runPeer } from "./support/peer.js";
import { PeerUnavailable } from "./support/peer-unavailable.js";
import { withScratch } from "./support/scratch.js";

const ROUNDS = 3;
const K = 20;
/** 96 MB, whose short side is too long for the Gram matrix; and 98 MB, whose short side is not. */
const KRYLOV = { rows: 4_000, cols: 3_000 };
const GRAM = { rows: 24_000, cols: 512 };
const TINY = { rows: 64, cols: 8 };
/** Of scikit-learn's usual run, as the model counts them: 10 products with k + 10 columns. */
const SKLEARN_FLOPS = 2 * 10 * (K + 10) * KRYLOV.rows * KRYLOV.cols;

export interface Measured {
  rates: Partial<Rates>;
  /** Rates that could not be measured, and why. */
  left: { rate: RateName; reason: string }[];
}

/** The rates of this machine that can be measured without Spark, within a minute. */
export async function measureRates(signal: AbortSignal, say: (step: string) => void): Promise<Measured> {
  signal.addEventListener("abort", endAll, { once: true });
  try {
    return await withScratch(async (directory) => {
      const [krylov, gram] = [join(directory, "krylov.npy"), join(directory, "gram.npy")];
      say("making matrices");
      await runPeer("make_matrix.py", [`${KRYLOV.rows}`, `${KRYLOV.cols}`, krylov]);
      await runPeer("make_matrix.py", [`${GRAM.rows}`, `${GRAM.cols}`, gram]);
      const rates = await ofBridge(krylov, gram, signal, say);
      signal.throwIfAborted();
      say("scikit-learn");
      return await withSklearn(rates, krylov);
    });
  } finally {
    signal.removeEventListener("abort", endAll);
  }
}

async function ofBridge(
  krylov: string,
  gram: string,
  signal: AbortSignal,
  say: (step: string) => void,
): Promise<Partial<Rates>> {
  await using bridge = await BenchBridge.start({});
  const { client } = bridge;
  say("transfers");
  const bytes = 8 * KRYLOV.rows * KRYLOV.cols;
  const transfers = await rounds(async () => {
    const start = performance.now();
    await using matrix = await client.put(krylov);
    const sent = performance.now();
    await matrix.toArray();
    return { send: (sent - start) / 1000, receive: (performance.now() - sent) / 1000 };
  });
  signal.throwIfAborted();
  say("kernels");
  await using tall = await client.put(gram);
  await using wide = await client.put(krylov);
  await using tiny = await client.put(
    new Float64Array(TINY.rows * TINY.cols).map((_, at) => Math.sin(at)),
    {
      shape: [TINY.rows, TINY.cols],
    },
  );
  // With a block size of their own krylov's passes are all alike, in doubles.
  const jobs = await rounds(async () => ({
    tiny: await job(bridge, tiny, 1, {}),
    krylov: await job(bridge, wide, K, { method: "krylov", blockSize: 8 }),
    gram: await job(bridge, tall, K, { method: "gram" }),
  }));
  const fastest = (what: "krylov" | "gram") => median(jobs.map((turn) => turn[what].computeSeconds));
  const { passes, blockSize } = jobs[0]!.krylov.certificate;
  const krylovFlops = 4 * KRYLOV.rows * KRYLOV.cols * ((passes - 1) * blockSize + K);
  const gramFlops = GRAM.rows * GRAM.cols ** 2 + 4 * GRAM.rows * GRAM.cols * K;
  return {
    sendBytesPerSecond: bytes / median(transfers.map(({ send }) => send)),
    receiveBytesPerSecond: bytes / median(transfers.map(({ receive }) => receive)),
    krylovFlopsPerSecond: krylovFlops / fastest("krylov"),
    gramFlopsPerSecond: gramFlops / fastest("gram"),
    jobSeconds: median(jobs.map((turn) => turn.tiny.seconds)),
  };
}

/** One warm-up and then the rounds that count. */
async function rounds<T>(round: () => Promise<T>): Promise<T[]> {
  await round();
  const kept: T[] = [];
  while (kept.length < ROUNDS) kept.push(await round());
  return kept;
}

async function job(
  { client }: BenchBridge,
  a: MatrixHandle,
  k: number,
  options: SvdOptions,
): Promise<{ seconds: number; computeSeconds: number; certificate: SvdCertificate }> {
  const start = performance.now();
  await using svd = await client.truncatedSVD(a, k, options);
  const seconds = (performance.now() - start) / 1000;
  return { seconds, computeSeconds: svd.timings.computeMs / 1000, certificate: svd.certificate };
}

async function withSklearn(rates: Partial<Rates>, file: string): Promise<Measured> {
  const spark = ["collectBytesPerSecond", "sparkFlopsPerSecond", "sparkJobSeconds"] as const;
  const left: Measured["left"] = spark.map((rate) => ({ rate, reason: "Spark is not measured" }));
  try {
    const packages = ["numpy", "scipy", "scikit-learn"];
    const { peer } = await Peer.start("python_svd.py", ["sklearn", file, `${K}`], packages);
    await using _ = peer;
    const runs = await rounds(() => peer.ask<{ seconds: number }>({ seed: 1, tol: null }));
    const sklearnFlopsPerSecond = SKLEARN_FLOPS / median(runs.map(({ seconds }) => seconds));
    return { rates: { ...rates, sklearnFlopsPerSecond }, left };
  } catch (error) {
    if (!(error instanceof PeerUnavailable)) throw error;
    return { rates, left: [...left, { rate: "sklearnFlopsPerSecond", reason: error.message }] };
  }
}
