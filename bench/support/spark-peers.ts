import { rmSync } from "node:fs";
import { join } from "node:path";
import type { LoadContext } from "../load.js";
import type { BenchBridge } from "./bench-bridge.js";
import { Peer, runPeer } from "./peer.js";
import { PeerUnavailable } from "./peer-unavailable.js";
import { withScratch } from "./scratch.js";
import { findSpark, type StockSpark, submit } from "./stock-spark.js";

/** The two JVMs of a Spark load, warm, each with the same rows cached by its tasks; and how they are set. */
export interface SparkPeers {
  mllib: Peer;
  athanor: Peer;
  settings: string;
}

/** What bench/peers writes a matrix as .npy with, and the heap that holds it twice. */
export interface SparkMatrix {
  script: string;
  args: string[];
  memory: string;
}

/** Warm-ups of the two: a JVM compiles only what has run a while. */
export const JVM_WARM_UPS = 2;

export const PICTURES: SparkMatrix = { script: "make_pictures.py", args: [], memory: "4g" };

interface Ready {
  spark: string;
  java: string;
  partitions: number;
  blas?: string;
  lapack?: string;
  arpack?: string;
}

/**
 * Runs `use` with both peers, one beside the other.
 * @returns what `use` gives; nothing, and the reason is noted, where Spark is not there
 * @throws PeerUnavailable where MLlib finds no native library
 */
export async function withSparkPeers<T>(
  context: LoadContext,
  bridge: BenchBridge,
  matrix: SparkMatrix,
  use: (peers: SparkPeers) => Promise<T[]>,
): Promise<T[]> {
  const spark = await context.peer("mllib", findSpark);
  if (spark === null) return [];
  return withMatrixFile(matrix, async (file, scratch) => {
    const start = (name: string, conf: Record<string, string>) => startPeer(spark, name, file, matrix, conf, scratch);
    const theirs = await start("MLlibPeer", {});
    await using mllib = theirs.peer;
    requireNative(theirs.ready);
    const ours = await start("AthanorPeer", addressOf(bridge));
    await using athanor = ours.peer;
    // Both have cached what they read.
    rmSync(file);
    return await use({ mllib, athanor, settings: settingsOf(theirs.ready) });
  });
}

/** The same with our JVM alone. @param use gets it, with how it is set */
export async function withSparkClient<T>(
  context: LoadContext,
  bridge: BenchBridge,
  matrix: SparkMatrix,
  use: (peer: Peer, settings: string) => Promise<T[]>,
): Promise<T[]> {
  const spark = await context.found("Scala client", findSpark);
  if (spark === null) return [];
  return withMatrixFile(matrix, async (file, scratch) => {
    const { peer, ready } = await startPeer(spark, "AthanorPeer", file, matrix, addressOf(bridge), scratch);
    await using client = peer;
    rmSync(file);
    return await use(client, placeOf(ready));
  });
}

function withMatrixFile<T>(matrix: SparkMatrix, use: (file: string, scratch: string) => Promise<T[]>): Promise<T[]> {
  return withScratch(async (scratch) => {
    const file = join(scratch, "matrix.npy");
    await runPeer(matrix.script, [...matrix.args, file]);
    return await use(file, scratch);
  });
}

function addressOf({ url, token }: BenchBridge): Record<string, string> {
  return { "spark.athanor.url": url, "spark.athanor.token": token };
}

async function startPeer(
  spark: StockSpark,
  name: string,
  file: string,
  matrix: SparkMatrix,
  conf: Record<string, string>,
  scratch: string,
): Promise<{ peer: Peer; ready: Ready }> {
  // A task a core is as many threads as there are cores: a threaded BLAS in each of them would be too many.
  const environment = { OPENBLAS_NUM_THREADS: "1" };
  const child = submit(spark, { name, args: [file], memory: matrix.memory, conf, environment, scratch });
  const { peer, ready } = await Peer.over(child, name);
  return { peer, ready: ready as unknown as Ready };
}

/** MLlib goes on in Java where it finds none, several times slower, and says so in its log alone. */
function requireNative({ blas, lapack, arpack }: Ready): void {
  const missing = Object.entries({ "libblas.so.3": blas, "liblapack.so.3": lapack, "libarpack.so.2": arpack })
    .filter(([, found]) => found === undefined)
    .map(([library]) => library);
  if (missing.length === 0) return;
  throw new PeerUnavailable(`MLlib is slow without ${missing.join(", ")}; install Debian's package libarpack2`);
}

function settingsOf(ready: Ready): string {
  const libraries = [ready.blas, ready.lapack, ready.arpack].map((name) => name?.split(".").at(-1)).join(", ");
  return `${placeOf(ready)}; MLlib's ${libraries} (native)`;
}

function placeOf({ spark, java, partitions }: Ready): string {
  return `Spark ${spark} on Java ${java}, local[*], ${partitions} partitions cached as objects`;
}
