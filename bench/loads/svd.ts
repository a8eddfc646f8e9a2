import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { BenchBridge } from "../support/bench-bridge.js";
import { type Figure, ratio, spread } from "../support/figures.js";
import { MemoryWatch } from "../support/memory-watch.js";
import { Peer, runPeer } from "../support/peer.js";

const ROWS = 20_000;
const COLS = 10_000;
const K = 20;
const ROUNDS = 3;
const MATRIX_BYTES = ROWS * COLS * 8;
const EXTRA_BYTES = 300e6;

interface SklearnRun {
  seconds: number;
  residual?: number;
}

/** Rank-20 SVD of a matrix on the bridge against scikit-learn's randomized_svd in memory; and the job's memory. */
export async function svdLoad(bridge: BenchBridge): Promise<Figure[]> {
  const directory = mkdtempSync("/dev/shm/athanor-bench-");
  const file = join(directory, "matrix.npy");
  try {
    await runPeer("make_matrix.py", [`${ROWS}`, `${COLS}`, file]);
    const matrix = await bridge.client.put(file, { name: "bench" });
    // The stores give back what the upload needed half a second after it.
    await sleep(2_000);
    const memory = await peakMemory(bridge, () => bridge.client.truncatedSVD(matrix, K));
    const { peer } = await Peer.start("sklearn_svd.py", [file, `${K}`]);
    rmSync(file);
    await using _ = peer;
    const ours: number[] = [];
    const theirs: number[] = [];
    const certified: number[] = [];
    let residual = 0;
    for (let round = 0; round <= ROUNDS; round++) {
      const start = performance.now();
      const result = await bridge.client.truncatedSVD(matrix, K);
      const seconds = (performance.now() - start) / 1000;
      const sklearn = await peer.ask<SklearnRun>({ seed: round, residual: round === 0 });
      residual = sklearn.residual ?? residual;
      certified.push(result.certificate.residual);
      if (round > 0) {
        ours.push(seconds);
        theirs.push(sklearn.seconds);
      }
      await result.U.drop();
      await result.V.drop();
    }
    return [speed(ours, theirs, certified, residual), memory];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function speed(ours: number[], theirs: number[], certified: number[], residual: number): Figure {
  return {
    load: "svd",
    what: `rank-${K} SVD of ${ROWS} x ${COLS}, athanor / scikit-learn randomized_svd(n_iter=4)`,
    value: ratio(ours, theirs),
    unit: "x",
    limit: { atMost: 0.6 },
    samples: { athanor: ours, sklearn: theirs },
    notes: [
      `athanor ${spread(ours, "s")}, certified residual ${Math.max(...certified).toExponential(1)}`,
      `scikit-learn ${spread(theirs, "s")}, residual ${residual.toExponential(1)}`,
    ],
  };
}

async function peakMemory(bridge: BenchBridge, job: () => Promise<unknown>): Promise<Figure> {
  const { pids, store } = await bridge.client.status();
  const watch = new MemoryWatch(
    [pids.bridge, ...pids.stores, ...pids.ranks, ...pids.launchers],
    store.directory,
    store.diskDirectory,
  );
  await job();
  const peak = watch.stop();
  return {
    load: "memory",
    what: "peak of an SVD job beyond 1.05x the matrix (processes + store files)",
    value: (peak - 1.05 * MATRIX_BYTES) / 1e6,
    unit: "MB",
    limit: { atMost: EXTRA_BYTES / 1e6 },
    samples: { peakBytes: [peak] },
    notes: [`peak ${(peak / 1e6).toFixed(0)} MB for a matrix of ${(MATRIX_BYTES / 1e6).toFixed(0)} MB`],
  };
}
