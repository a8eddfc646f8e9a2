import type { LoadContext } from "../load.js";
import type { BenchBridge } from "../support/bench-bridge.js";
import { type Batches, keepUpload, type Transfer, uploadClient } from "../support/direct-upload.js";
import type { Figure } from "../support/figures.js";
import { Peer } from "../support/peer.js";
import { withScratch } from "../support/scratch.js";
import { measured, transferFigures } from "../support/transfer-cost.js";

/** 1.07 GB a round. */
const SHAPE: Batches = { cols: 1000, rowsPerBatch: 512, batches: 256 };
const ROUNDS = 11;

/** The same pyarrow client reads from one store, and from a pyarrow Flight server that sends as many bytes of a tmpfs file. */
export function downloadLoad(bridge: BenchBridge, context: LoadContext): Promise<Figure[]> {
  return withScratch(async (directory) => {
    const { batches, rowsPerBatch, cols } = SHAPE;
    const args = [directory, `${batches}`, `${rowsPerBatch}`, `${cols}`];
    const { peer: source, ready } = await Peer.start("flight_source.py", args);
    await using _source = source;
    const { peer: client } = await Peer.start("flight_download.py", []);
    await using _client = client;
    const path = await sent(bridge);
    const [store] = (await bridge.client.status()).pids.stores;
    const read = (uri: unknown, token: string | null) => () => client.ask<Transfer>({ uri, token, path });
    const turns = await context.turns(ROUNDS, async () => ({
      ours: await measured(store!, read(bridge.url, bridge.token)),
      theirs: await measured(source.process.pid!, read(ready.uri, null)),
    }));
    return transferFigures("download", turns);
  });
}

/** A matrix of as many bytes on the bridge. @returns its id */
async function sent(bridge: BenchBridge): Promise<string> {
  await using client = await uploadClient(SHAPE);
  return await keepUpload(bridge, client, SHAPE);
}
