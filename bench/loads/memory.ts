import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bytesOf, sizeText } from "../choice.js";
import type { LoadContext, Size, SizesOf } from "../load.js";
import type { BenchBridge } from "../support/bench-bridge.js";
import { type Figure, median } from "../support/figures.js";
import { MemoryWatch } from "../support/memory-watch.js";
import { runPeer } from "../support/peer.js";
import { withScratch } from "../support/scratch.js";

const K = 20;
const ROUNDS = 3;
const ALLOWANCE_MB = 250;
/** The stores give back what the upload needed half a second after it. */
const SETTLED_MS = 2_000;

/** The file, and the bridge's copy. */
export const memorySizes: SizesOf = {
  usual: [{ rows: 20_000, cols: 10_000 }],
  least: K,
  bytes: (size) => 2 * bytesOf(size),
};

/** What bridge, stores, ranks and launcher need for an SVD, beside the matrix. */
export async function memoryLoad(bridge: BenchBridge, context: LoadContext): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const size of context.sizes) figures.push(await oneSize(bridge, context, size));
  return figures;
}

function oneSize(bridge: BenchBridge, context: LoadContext, size: Size): Promise<Figure> {
  return withScratch(async (directory) => {
    const file = join(directory, "matrix.npy");
    context.say(`making ${sizeText(size)}`);
    await runPeer("make_matrix.py", [`${size.rows}`, `${size.cols}`, file]);
    const peaks = await context.turns(ROUNDS, () => peakBytes(bridge, file), sizeText(size));
    const bytes = bytesOf(size);
    return {
      load: "memory",
      what: `peak of an SVD job of ${sizeText(size)} beyond 1.05x the matrix (processes + store files)`,
      value: (median(peaks) - 1.05 * bytes) / 1e6,
      unit: "MB",
      limit: { atMost: ALLOWANCE_MB },
      samples: { peakBytes: peaks },
      notes: [`peaks ${peaks.map(inMB).join(", ")} MB for a matrix of ${inMB(bytes)} MB`],
    };
  });
}

async function peakBytes(bridge: BenchBridge, file: string): Promise<number> {
  await using matrix = await bridge.client.put(file);
  await sleep(SETTLED_MS);
  const { pids, store } = await bridge.client.status();
  const watched = [pids.bridge, ...pids.stores, ...pids.ranks, ...pids.launchers];
  const watch = new MemoryWatch(watched, store.directory, store.diskDirectory);
  await using _ = await bridge.client.truncatedSVD(matrix, K);
  return watch.stop();
}

const inMB = (bytes: number): string => (bytes / 1e6).toFixed(0);
