import { type Athanor, connect } from "../../bridge/index.js";
import type { BenchBridge } from "../support/bench-bridge.js";
import { type Figure, ratio, spread } from "../support/figures.js";
import { Peer } from "../support/peer.js";
import { cpuSeconds } from "../support/process-figures.js";

const ROWS = 100_000;
const COLS = 1000; // 0.8 GB a round
const ROUNDS = 7;
const GIGABYTES = (ROWS * COLS * 8) / 1e9;

/** `direct`: rows travel to the stores. `auto`: on this host the client writes the files. */
type Way = "auto" | "direct";

interface Upload {
  seconds: number;
  /** Of the client alone. */
  cpuSeconds: number;
  digest: string | null;
}

interface Side {
  wallPerGb: number[];
  cpuPerGb: number[];
}

/** The same matrix put by the same client, written into the store's files and sent over Flight. */
export async function sameHostLoad(bridge: BenchBridge): Promise<Figure[]> {
  const { url, token } = bridge;
  const { peer } = await Peer.start("athanor_put.py", [url, token, `${ROWS}`, `${COLS}`]);
  const clients: Record<Way, Athanor> = {
    auto: bridge.client,
    direct: await connect(url, { token, dataPath: "direct" }),
  };
  const values = Float64Array.from({ length: ROWS * COLS }, Math.random);
  try {
    return [
      ...(await compared(bridge, "Python", (dataPath) => peer.ask<Upload>({ dataPath }))),
      ...(await compared(bridge, "Node", (way) => putFromNode(clients[way], values))),
    ];
  } finally {
    await clients.direct.close();
    await peer[Symbol.asyncDispose]();
  }
}

async function putFromNode(client: Athanor, values: Float64Array): Promise<Upload> {
  const before = process.cpuUsage();
  const started = performance.now();
  const matrix = await client.put(values, { shape: [ROWS, COLS] });
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  const { digest } = await matrix.info();
  await matrix.drop();
  return { seconds, cpuSeconds: (user + system) / 1e6, digest };
}

async function compared(bridge: BenchBridge, client: string, put: (way: Way) => Promise<Upload>): Promise<Figure[]> {
  const sides: Record<Way, Side> = {
    auto: { wallPerGb: [], cpuPerGb: [] },
    direct: { wallPerGb: [], cpuPerGb: [] },
  };
  const digests = new Set<string | null>();
  for (let round = 0; round <= ROUNDS; round++) {
    for (const way of ["auto", "direct"] as const) {
      const stores = (await bridge.client.status()).pids.stores;
      const used = () => stores.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
      const before = used();
      const upload = await put(way);
      digests.add(upload.digest);
      if (round === 0) continue;
      sides[way].wallPerGb.push(upload.seconds / GIGABYTES);
      sides[way].cpuPerGb.push((upload.cpuSeconds + used() - before) / GIGABYTES);
    }
  }
  if (digests.size !== 1) throw new Error(`${client}: the two ways gave ${digests.size} digests; wanted one`);
  return [figure(client, "wall", "wallPerGb", sides, { atLeast: 2 }), figure(client, "CPU", "cpuPerGb", sides, null)];
}

function figure(
  client: string,
  what: string,
  key: keyof Side,
  { auto, direct }: Record<Way, Side>,
  limit: Figure["limit"],
): Figure {
  return {
    load: "same-host",
    what: `${client}: ${what} seconds per GB, client + stores, sent / written`,
    value: ratio(direct[key], auto[key]),
    unit: "x",
    limit,
    samples: { sent: direct[key], written: auto[key] },
    notes: [`sent ${spread(direct[key], "s/GB")}, written ${spread(auto[key], "s/GB")}`],
  };
}
