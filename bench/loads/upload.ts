import { mkdtempSync, rmSync } from "node:fs";
import type { BenchBridge } from "../support/bench-bridge.js";
import { type Figure, ratio, spread } from "../support/figures.js";
import { Peer } from "../support/peer.js";
import { cpuSeconds } from "../support/process-figures.js";

const COLS = 1000;
const ROWS_PER_BATCH = 512; // 4 MiB a message
const BATCHES = 256; // 1.07 GB a round
const ROUNDS = 11;

interface Upload {
  seconds: number;
  cpuSeconds: number;
  bytes: number;
}
interface Side {
  wallPerGb: number[];
  cpuPerGb: number[];
}

/** The same pyarrow client against one store, and against a pyarrow Flight server that does the same work. */
export async function uploadLoad(bridge: BenchBridge): Promise<Figure[]> {
  const directory = mkdtempSync("/dev/shm/athanor-bench-");
  const { peer: sink, ready } = await Peer.start("flight_sink.py", [directory]);
  const { peer: client } = await Peer.start("flight_upload.py", [`${BATCHES}`, `${ROWS_PER_BATCH}`, `${COLS}`]);
  const ours: Side = { wallPerGb: [], cpuPerGb: [] };
  const theirs: Side = { wallPerGb: [], cpuPerGb: [] };
  try {
    for (let round = 0; round <= ROUNDS; round++) {
      const warm = round > 0;
      await toStore(bridge, client, warm ? ours : null);
      const request = { uri: ready.uri, token: null, cmd: "{}" };
      await measured(client, sink.process.pid!, request, warm ? theirs : null);
    }
  } finally {
    await client[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true, force: true });
  }
  return [figure("CPU", "cpuPerGb", ours, theirs), figure("wall", "wallPerGb", ours, theirs)];
}

async function toStore(bridge: BenchBridge, client: Peer, side: Side | null): Promise<void> {
  const rows = BATCHES * ROWS_PER_BATCH;
  const target = await bridge.action("athanor.createMatrix", { cols: COLS, dtype: "float64", rows, parts: 1 });
  const cmd = JSON.stringify({ capability: target.capability, part: 0, attempt: "bench" });
  const { pids } = await bridge.client.status();
  const request = { uri: target.stores[0]!.uri, token: bridge.token, cmd };
  await measured(client, pids.stores[0]!, request, side);
  await bridge.action("athanor.abortMatrix", { matrix: target.matrixId });
}

async function measured(client: Peer, serverPid: number, request: Record<string, unknown>, side: Side | null) {
  const before = cpuSeconds(serverPid);
  const upload = await client.ask<Upload>(request);
  const gigabytes = upload.bytes / 1e9;
  side?.cpuPerGb.push((upload.cpuSeconds + cpuSeconds(serverPid) - before) / gigabytes);
  side?.wallPerGb.push(upload.seconds / gigabytes);
}

function figure(what: string, key: keyof Side, ours: Side, theirs: Side): Figure {
  return {
    load: "upload",
    what: `${what} seconds per GB, client + server, store / pyarrow server`,
    value: ratio(ours[key], theirs[key]),
    unit: "x",
    limit: { atMost: 1.1 },
    samples: { store: ours[key], pyarrow: theirs[key] },
    notes: [`store ${spread(ours[key], "s/GB")}, pyarrow ${spread(theirs[key], "s/GB")}`],
  };
}
