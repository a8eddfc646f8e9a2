import type { LoadContext } from "../load.js";
import type { BenchBridge } from "../support/bench-bridge.js";
import { type Batches, uploadClient, uploadToStore } from "../support/direct-upload.js";
import type { Figure } from "../support/figures.js";
import { Peer } from "../support/peer.js";
import { withScratch } from "../support/scratch.js";
import { measured, transferFigures } from "../support/transfer-cost.js";

/** 1.07 GB a round. */
const SHAPE: Batches = { cols: 1000, rowsPerBatch: 512, batches: 256 };
const ROUNDS = 11;

/** The same pyarrow client against one store, and against a pyarrow Flight server that does the same work. */
export function uploadLoad(bridge: BenchBridge, context: LoadContext): Promise<Figure[]> {
  return withScratch(async (directory) => {
    const { peer: sink, ready } = await Peer.start("flight_sink.py", [directory]);
    await using _sink = sink;
    await using client = await uploadClient(SHAPE);
    const [store] = (await bridge.client.status()).pids.stores;
    const turns = await context.turns(ROUNDS, async () => ({
      ours: await measured(store!, () => uploadToStore(bridge, client, SHAPE)),
      theirs: await measured(sink.process.pid!, () => client.ask({ uri: ready.uri, token: null, cmd: "{}" })),
    }));
    return transferFigures("upload", turns);
  });
}
