import type { LoadContext } from "../load.js";
import type { BenchBridge } from "../support/bench-bridge.js";
import { type Figure, ratio, spread } from "../support/figures.js";
import { Peer } from "../support/peer.js";
import { cpuSeconds } from "../support/process-figures.js";
import { withScratch } from "../support/scratch.js";

const COLS = 1000;
const ROWS_PER_BATCH = 512; // 4 MiB a message
const BATCHES = 256; // 1.07 GB a round
const ROUNDS = 11;

interface Upload {
  seconds: number;
  cpuSeconds: number;
  bytes: number;
}
/** Seconds per GB. */
interface Cost {
  wallPerGb: number;
  cpuPerGb: number;
}

/** The same pyarrow client against one store, and against a pyarrow Flight server that does the same work. */
export function uploadLoad(bridge: BenchBridge, context: LoadContext): Promise<Figure[]> {
  return withScratch(async (directory) => {
    const { peer: sink, ready } = await Peer.start("flight_sink.py", [directory]);
    await using _sink = sink;
    const { peer: client } = await Peer.start("flight_upload.py", [`${BATCHES}`, `${ROWS_PER_BATCH}`, `${COLS}`]);
    await using _client = client;
    const turns = await context.turns(ROUNDS, async () => ({
      ours: await toStore(bridge, client),
      theirs: await measured(client, sink.process.pid!, { uri: ready.uri, token: null, cmd: "{}" }),
    }));
    const [ours, theirs] = [turns.map((turn) => turn.ours), turns.map((turn) => turn.theirs)];
    return [figure("CPU", "cpuPerGb", ours, theirs), figure("wall", "wallPerGb", ours, theirs)];
  });
}

async function toStore(bridge: BenchBridge, client: Peer): Promise<Cost> {
  const rows = BATCHES * ROWS_PER_BATCH;
  const target = await bridge.action("athanor.createMatrix", { cols: COLS, dtype: "float64", rows, parts: 1 });
  const cmd = JSON.stringify({ capability: target.capability, part: 0, attempt: "bench" });
  const { pids } = await bridge.client.status();
  const request = { uri: target.stores[0]!.uri, token: bridge.token, cmd };
  const cost = await measured(client, pids.stores[0]!, request);
  await bridge.action("athanor.abortMatrix", { matrix: target.matrixId });
  return cost;
}

async function measured(client: Peer, serverPid: number, request: Record<string, unknown>): Promise<Cost> {
  const before = cpuSeconds(serverPid);
  const upload = await client.ask<Upload>(request);
  const gigabytes = upload.bytes / 1e9;
  const cpu = upload.cpuSeconds + cpuSeconds(serverPid) - before;
  return { cpuPerGb: cpu / gigabytes, wallPerGb: upload.seconds / gigabytes };
}

function figure(what: string, key: keyof Cost, ours: Cost[], theirs: Cost[]): Figure {
  const samples = { store: ours.map((cost) => cost[key]), pyarrow: theirs.map((cost) => cost[key]) };
  return {
    load: "upload",
    what: `${what} seconds per GB, client + server, store / pyarrow server`,
    value: ratio(samples.store, samples.pyarrow),
    unit: "x",
    limit: { atMost: key === "cpuPerGb" ? 0.8 : 1.1 },
    samples,
    notes: [`store ${spread(samples.store, "s/GB")}, pyarrow ${spread(samples.pyarrow, "s/GB")}`],
  };
}
