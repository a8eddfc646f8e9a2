import type { BenchBridge } from "./bench-bridge.js";
import { Peer } from "./peer.js";

/** What a pyarrow client sends in one stream. */
export interface Batches {
  cols: number;
  /** 512 rows of 1,000 are 4 MiB, a good message. */
  rowsPerBatch: number;
  batches: number;
}

/** Bytes that went over the wire once, with seconds of the client's wall clock and CPU. */
export interface Transfer {
  seconds: number;
  cpuSeconds: number;
  bytes: number;
}

/** A pyarrow client that sends these batches whenever it is asked to. @throws PeerUnavailable */
export async function uploadClient({ batches, rowsPerBatch, cols }: Batches): Promise<Peer> {
  return (await Peer.start("flight_upload.py", [`${batches}`, `${rowsPerBatch}`, `${cols}`])).peer;
}

/** One upload straight to a store, as an only part of a matrix that is thrown away afterwards. */
export async function uploadToStore(bridge: BenchBridge, client: Peer, shape: Batches, store = 0): Promise<Transfer> {
  const { matrix, transfer } = await upload(bridge, client, shape, store);
  await bridge.action("athanor.abortMatrix", { matrix });
  return transfer;
}

/** The same, of a matrix that stays. @returns its id */
export async function keepUpload(bridge: BenchBridge, client: Peer, shape: Batches): Promise<string> {
  const { matrix } = await upload(bridge, client, shape, 0);
  await bridge.action("athanor.sealMatrix", { matrix });
  return matrix;
}

async function upload(
  bridge: BenchBridge,
  client: Peer,
  shape: Batches,
  store: number,
): Promise<{ matrix: string; transfer: Transfer }> {
  const rows = shape.batches * shape.rowsPerBatch;
  const target = await bridge.action("athanor.createMatrix", { cols: shape.cols, dtype: "float64", rows, parts: 1 });
  const cmd = JSON.stringify({ capability: target.capability, part: 0, attempt: "bench" });
  const { uri } = target.stores[store % target.stores.length]!;
  const transfer = await client.ask<Transfer>({ uri, token: bridge.token, cmd });
  return { matrix: target.matrixId, transfer };
}
