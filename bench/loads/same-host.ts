import { type Athanor, connect } from "../../bridge/index.js";
import type { LoadContext } from "../load.js";
import type { BenchBridge } from "../support/bench-bridge.js";
import { type Figure, ratio, spread } from "../support/figures.js";
import { Peer } from "../support/peer.js";
import { cpuSeconds } from "../support/process-figures.js";
import { withSparkClient } from "../support/spark-peers.js";
import type { Cost } from "../support/transfer-cost.js";

const ROWS = 100_000;
const COLS = 1000; // 0.8 GB a round
const ROUNDS = 7;
/** A put is short: the JVM has compiled its way only after some of them. */
const JVM_WARM_UPS = 6;
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

interface Client {
  name: string;
  put(way: Way): Promise<Upload>;
  warmUps: number;
  notes: string[];
}

/** The same matrix put by the same client, written into the store's files and sent over Flight. */
export async function sameHostLoad(bridge: BenchBridge, context: LoadContext): Promise<Figure[]> {
  return [
    ...(await fromPython(bridge, context)),
    ...(await fromNode(bridge, context)),
    ...(await fromSpark(bridge, context)),
  ];
}

async function fromPython(bridge: BenchBridge, context: LoadContext): Promise<Figure[]> {
  const { url, token } = bridge;
  const { peer } = await Peer.start("athanor_put.py", [url, token, `${ROWS}`, `${COLS}`], ["numpy", "pyarrow"]);
  await using python = peer;
  const put = (dataPath: Way) => python.ask<Upload>({ dataPath });
  return await compared(bridge, context, { name: "Python", put, warmUps: 1, notes: [] });
}

async function fromNode(bridge: BenchBridge, context: LoadContext): Promise<Figure[]> {
  const direct = await connect(bridge.url, { token: bridge.token, dataPath: "direct" });
  try {
    const clients: Record<Way, Athanor> = { auto: bridge.client, direct };
    const values = Float64Array.from({ length: ROWS * COLS }, Math.random);
    const put = (way: Way) => putFromNode(clients[way], values);
    return await compared(bridge, context, { name: "Node", put, warmUps: 1, notes: [] });
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

/** From the cached rows of an RDD. */
function fromSpark(bridge: BenchBridge, context: LoadContext): Promise<Figure[]> {
  const matrix = { script: "make_normal.py", args: [`${ROWS}`, `${COLS}`, "1"], memory: "3g" };
  return withSparkClient(context, bridge, matrix, (peer, settings) => {
    const put = (dataPath: Way) => peer.ask<Upload>({ run: "put", dataPath });
    return compared(bridge, context, { name: "Scala", put, warmUps: JVM_WARM_UPS, notes: [settings] });
  });
}

async function compared(bridge: BenchBridge, context: LoadContext, client: Client): Promise<Figure[]> {
  const { stores } = (await bridge.client.status()).pids;
  const used = () => stores.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  const digests = new Set<string | null>();
  const measured = async (way: Way): Promise<Cost> => {
    const before = used();
    const { seconds, cpuSeconds, digest } = await client.put(way);
    digests.add(digest);
    return { wallPerGb: seconds / GIGABYTES, cpuPerGb: (cpuSeconds + used() - before) / GIGABYTES };
  };
  const turns = await context.turns(
    ROUNDS,
    async () => ({ auto: await measured("auto"), direct: await measured("direct") }),
    client.name,
    client.warmUps,
  );
  if (digests.size !== 1) throw new Error(`${client.name}: the two ways gave ${digests.size} digests; wanted one`);
  return [figure(client, "wall", "wallPerGb", turns), figure(client, "CPU", "cpuPerGb", turns)];
}

function figure({ name, notes }: Client, what: string, key: keyof Cost, turns: Record<Way, Cost>[]): Figure {
  const [written, sent] = WAYS.map((way) => turns.map((turn) => turn[way][key])) as [number[], number[]];
  return {
    load: "same-host",
    what: `${name}: ${what} seconds per GB, client + stores, sent / written`,
    value: ratio(sent, written),
    unit: "x",
    limit: key === "wallPerGb" ? { atLeast: 2 } : null,
    samples: { sent, written },
    notes: [`sent ${spread(sent, "s/GB")}, written ${spread(written, "s/GB")}`, ...notes],
  };
}
