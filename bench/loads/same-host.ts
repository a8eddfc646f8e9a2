import { type Athanor, connect } from "../../bridge/index.js";
import type { LoadContext } from "../load.js";
import type { BenchBridge } from "../support/bench-bridge.js";
import { type Figure, ratio, spread } from "../support/figures.js";
import { Peer } from "../support/peer.js";
import { cpuSeconds } from "../support/process-figures.js";
import type { Cost } from "../support/transfer-cost.js";

const ROWS = 100_000;
const COLS = 1000; // 0.8 GB a round
const ROUNDS = 7;
const GIGABYTES = (ROWS * COLS * 8) / 1e9;

/** `auto`: on this host the client writes the files. `direct`: rows travel to the stores. */
const WAYS = ["auto", "direct"] as const;
type Way = (typeof WAYS)[number];

interface Upload {
  seconds: number;
  /** Of the client alone. */
  cpuSeconds: number;
  digest: string | null;
}

/** The same matrix put by the same client, written into the store's files and sent over Flight. */
export async function sameHostLoad(bridge: BenchBridge, context: LoadContext): Promise<Figure[]> {
  const { url, token } = bridge;
  const { peer } = await Peer.start("athanor_put.py", [url, token, `${ROWS}`, `${COLS}`], ["numpy", "pyarrow"]);
  await using python = peer;
  const direct = await connect(url, { token, dataPath: "direct" });
  try {
    const clients: Record<Way, Athanor> = { auto: bridge.client, direct };
    const values = Float64Array.from({ length: ROWS * COLS }, Math.random);
    return [
      ...(await compared(bridge, context, "Python", (dataPath) => python.ask<Upload>({ dataPath }))),
      ...(await compared(bridge, context, "Node", (way) => putFromNode(clients[way], values))),
    ];
  } finally {
    await direct.close();
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

async function compared(
  bridge: BenchBridge,
  context: LoadContext,
  client: string,
  put: (way: Way) => Promise<Upload>,
): Promise<Figure[]> {
  const { stores } = (await bridge.client.status()).pids;
  const used = () => stores.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  const digests = new Set<string | null>();
  const measured = async (way: Way): Promise<Cost> => {
    const before = used();
    const { seconds, cpuSeconds, digest } = await put(way);
    digests.add(digest);
    return { wallPerGb: seconds / GIGABYTES, cpuPerGb: (cpuSeconds + used() - before) / GIGABYTES };
  };
  const turns = await context.turns(
    ROUNDS,
    async () => ({ auto: await measured("auto"), direct: await measured("direct") }),
    client,
  );
  if (digests.size !== 1) throw new Error(`${client}: the two ways gave ${digests.size} digests; wanted one`);
  return [figure(client, "wall", "wallPerGb", turns), figure(client, "CPU", "cpuPerGb", turns)];
}

function figure(client: string, what: string, key: keyof Cost, turns: Record<Way, Cost>[]): Figure {
  const [written, sent] = WAYS.map((way) => turns.map((turn) => turn[way][key])) as [number[], number[]];
  return {
    load: "same-host",
    what: `${client}: ${what} seconds per GB, client + stores, sent / written`,
    value: ratio(sent, written),
    unit: "x",
    limit: key === "wallPerGb" ? { atLeast: 2 } : null,
    samples: { sent, written },
    notes: [`sent ${spread(sent, "s/GB")}, written ${spread(written, "s/GB")}`],
  };
}
