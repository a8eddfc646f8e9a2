import { createWriteStream, rmSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { MatrixHandle } from "../../bridge/index.js";
import type { LoadContext } from "../load.js";
import type { BenchBridge } from "../support/bench-bridge.js";
import { type Figure, ratio, spread } from "../support/figures.js";
import { Peer, runPeer } from "../support/peer.js";
import { requireAtMost } from "../support/quality.js";
import { withScratch } from "../support/scratch.js";
import { dropOutputs, type TimedRun, timedRun } from "../support/timed-run.js";

const ROWS = 1_000_000;
const COLS = 50;
const ROUNDS = 5;
/** Both |Q'Q - I| and |A - QR| / |A|, in the largest entry. */
const GOOD_ENOUGH = 1e-13;

interface Quality {
  orthogonality: number;
  residual: number;
}
interface Turn {
  athanor: number;
  numpy: number;
}

/** Thin QR of a tall matrix on the bridge, against numpy.linalg.qr (mode reduced) of the array in memory. */
export async function thinQrLoad(bridge: BenchBridge, context: LoadContext): Promise<Figure[]> {
  return withScratch(async (directory) => {
    const file = join(directory, "matrix.npy");
    await runPeer("make_normal.py", [`${ROWS}`, `${COLS}`, "1", file]);
    const a = await bridge.client.put(file);
    const { peer } = await Peer.start("numpy_qr.py", [file]);
    await using _ = peer;
    rmSync(file);
    const quality: Quality[] = [];
    const turns = await context.turns(ROUNDS, async (round): Promise<Turn> => {
      const ours = await timedRun(bridge, "rowwise.thinQr", { inputs: { a } });
      if (round === 0) quality.push(await judge(ours, peer, directory));
      await dropOutputs(ours);
      const theirs = await peer.ask<{ seconds: number }>({});
      if (round === 0) quality.push(await peer.ask<Quality>({ judge: "own" }));
      return { athanor: ours.seconds, numpy: theirs.seconds };
    });
    const [ours, theirs] = quality as [Quality, Quality];
    requireAtMost("|Q'Q - I|", ours.orthogonality, GOOD_ENOUGH);
    requireAtMost("|A - QR| / |A|", ours.residual, GOOD_ENOUGH);
    return [figure(turns, ours, theirs)];
  });
}

/** The peer, which has A, measures our factors as it does its own. */
async function judge(run: TimedRun, peer: Peer, directory: string): Promise<Quality> {
  const files = { q: join(directory, "q"), r: join(directory, "r") };
  for (const name of ["q", "r"] as const) await download(run.outputs[name]!, files[name]);
  const quality = await peer.ask<Quality>({ judge: files });
  for (const file of Object.values(files)) rmSync(file);
  return quality;
}

async function download(matrix: MatrixHandle, file: string): Promise<void> {
  async function* bytes() {
    for await (const { values } of matrix.batches()) {
      yield Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    }
  }
  await pipeline(Readable.from(bytes()), createWriteStream(file));
}

function figure(turns: Turn[], ours: Quality, theirs: Quality): Figure {
  const samples = { athanor: turns.map((turn) => turn.athanor), numpy: turns.map((turn) => turn.numpy) };
  const words = ({ orthogonality, residual }: Quality) =>
    `|Q'Q - I| ${orthogonality.toExponential(1)}, |A - QR| / |A| ${residual.toExponential(1)}`;
  return {
    load: "thin-qr",
    what: `thin QR of ${ROWS} x ${COLS}, athanor / numpy.linalg.qr`,
    value: ratio(samples.athanor, samples.numpy),
    unit: "x",
    limit: { atMost: 0.7 },
    samples,
    notes: [
      `athanor ${spread(samples.athanor, "s")}, ${words(ours)}`,
      `numpy ${spread(samples.numpy, "s")}, ${words(theirs)}`,
    ],
  };
}
