import { join } from "node:path";
import { usableCores } from "../../bridge/common/cores.js";
import type { LoadContext } from "../load.js";
import { BenchBridge } from "../support/bench-bridge.js";
import { type Batches, uploadClient, uploadToStore } from "../support/direct-upload.js";
import { type Figure, median, ratio, spread } from "../support/figures.js";
import { type Peer, runPeer } from "../support/peer.js";
import { cpuSeconds } from "../support/process-figures.js";
import { withScratch } from "../support/scratch.js";

const K = 20;
const ROUNDS = 5;
const COLS = 4_000;
const ROWS = 10_000;
const RANKS = 2;
const CLIENTS = [1, 2, 4];
/** 268 MB from each client. */
const SHAPE: Batches = { cols: 1000, rowsPerBatch: 512, batches: 64 };

/** What more ranks, more clients and more rows do to the time. */
export function scaleLoad(bridge: BenchBridge, context: LoadContext): Promise<Figure[]> {
  return withScratch(async (directory) => {
    const [single, double] = [join(directory, "single.npy"), join(directory, "double.npy")];
    context.say("making matrices");
    await runPeer("make_matrix.py", [`${ROWS}`, `${COLS}`, single]);
    await runPeer("make_matrix.py", [`${2 * ROWS}`, `${COLS}`, double]);
    return [
      ...(await twiceTheRows(bridge, context, single, double)),
      ...(await moreRanks(context, double)),
      ...(await moreClients(bridge, context)),
    ];
  });
}

interface Whole {
  seconds: number;
  bridgeCpu: number;
}

/** Upload, SVD and download of a matrix and of one with twice its rows. */
async function twiceTheRows(bridge: BenchBridge, context: LoadContext, single: string, double: string) {
  const { pids } = await bridge.client.status();
  const whole = async (file: string): Promise<Whole> => {
    const [start, cpu] = [performance.now(), cpuSeconds(pids.bridge)];
    await using matrix = await bridge.client.put(file);
    await using svd = await bridge.client.truncatedSVD(matrix, K);
    await Promise.all([svd.U.toArray(), svd.V.toArray()]);
    return { seconds: (performance.now() - start) / 1000, bridgeCpu: (cpuSeconds(pids.bridge) - cpu) * 1000 };
  };
  const turn = async () => ({ single: await whole(single), double: await whole(double) });
  const turns = await context.turns(ROUNDS, turn, "twice the rows");
  const of = (what: keyof Whole) => ({
    double: turns.map((answers) => answers.double[what]),
    single: turns.map((answers) => answers.single[what]),
  });
  return [timeOfRows(of("seconds")), bridgeCpuOfRows(of("bridgeCpu"))];
}

type Both = Record<"double" | "single", number[]>;
const SIZES = `${2 * ROWS} x ${COLS} and ${ROWS} x ${COLS}`;

function timeOfRows(samples: Both): Figure {
  return {
    load: "scale",
    what: `upload, rank-${K} SVD and download, twice the rows / once: ${SIZES}`,
    value: ratio(samples.double, samples.single),
    unit: "x",
    limit: { atMost: 2.1 },
    samples,
    notes: [`twice ${spread(samples.double, "s")}, once ${spread(samples.single, "s")}`],
  };
}

function bridgeCpuOfRows(samples: Both): Figure {
  return {
    load: "scale",
    what: `CPU time of the bridge process, twice the rows - once: ${SIZES}`,
    value: median(samples.double) - median(samples.single),
    unit: "ms",
    limit: { atMost: 50 },
    samples,
    notes: [`twice ${spread(samples.double, "ms")}, once ${spread(samples.single, "ms")}`],
  };
}

/** The same job on bridges with one rank and with two. */
async function moreRanks(context: LoadContext, file: string): Promise<Figure[]> {
  if (usableCores() < RANKS) {
    context.skipped(`scale: ${RANKS} ranks`, `there is ${usableCores()} core`);
    return [];
  }
  await using one = await BenchBridge.start({ ranksPerGroup: 1 });
  await using two = await BenchBridge.start({ ranksPerGroup: RANKS });
  const sides = await Promise.all([one, two].map(async ({ client }) => ({ client, a: await client.put(file) })));
  const turns = await context.turns(
    ROUNDS,
    async () => {
      const seconds: number[] = [];
      for (const { client, a } of sides) {
        const start = performance.now();
        await using _ = await client.truncatedSVD(a, K);
        seconds.push((performance.now() - start) / 1000);
      }
      return seconds;
    },
    "ranks",
  );
  const samples = { [`${RANKS} ranks`]: turns.map((turn) => turn[1]!), "1 rank": turns.map((turn) => turn[0]!) };
  const [more, less] = Object.values(samples) as [number[], number[]];
  return [
    {
      load: "scale",
      what: `rank-${K} SVD of ${2 * ROWS} x ${COLS}, ${RANKS} ranks / 1 rank`,
      value: ratio(more, less),
      unit: "x",
      limit: null,
      samples,
      notes: Object.entries(samples).map(([side, seconds]) => `${side} ${spread(seconds, "s")}`),
    },
  ];
}

/** As many pyarrow clients at once, each with a stream of its own to a store. */
async function moreClients(bridge: BenchBridge, context: LoadContext): Promise<Figure[]> {
  const clients: Peer[] = [];
  try {
    while (clients.length < Math.max(...CLIENTS)) {
      const client = await context.peer("pyarrow", () => uploadClient(SHAPE));
      if (client === null) return [];
      clients.push(client);
    }
    return clientFigures(await context.turns(ROUNDS, () => costs(bridge, clients), "clients"));
  } finally {
    for (const client of clients) await client[Symbol.asyncDispose]();
  }
}

/** Wall seconds per GB, by the number of clients. */
async function costs(bridge: BenchBridge, clients: Peer[]): Promise<Record<string, number>> {
  const perGigabyte: Record<string, number> = {};
  for (const count of CLIENTS) {
    const start = performance.now();
    const sent = clients.slice(0, count).map((client, at) => uploadToStore(bridge, client, SHAPE, at));
    const bytes = (await Promise.all(sent)).reduce((sum, upload) => sum + upload.bytes, 0);
    perGigabyte[count] = (performance.now() - start) / 1000 / (bytes / 1e9);
  }
  return perGigabyte;
}

function clientFigures(turns: Record<string, number>[]): Figure[] {
  const of = (count: number) => turns.map((turn) => turn[count]!);
  return CLIENTS.slice(1).map((count) => ({
    load: "scale",
    what: `wall seconds per GB of uploads, ${count} clients at once / 1`,
    value: ratio(of(count), of(1)),
    unit: "x",
    limit: null,
    samples: { [`${count} clients`]: of(count), "1 client": of(1) },
    notes: [`${count} clients ${spread(of(count), "s/GB")}, 1 client ${spread(of(1), "s/GB")}`],
  }));
}
