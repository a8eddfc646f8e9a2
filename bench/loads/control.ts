import type { LoadContext } from "../load.js";
import type { BenchBridge } from "../support/bench-bridge.js";
import { type Batches, uploadClient, uploadToStore } from "../support/direct-upload.js";
import { type Figure, quantile, spread } from "../support/figures.js";
import type { Peer } from "../support/peer.js";

const WARM_UP = 200;
const ROUND_TRIPS = 1000;
/** Each of 268 MB, so that one is always under way. */
const SHAPE: Batches = { cols: 1000, rowsPerBatch: 512, batches: 64 };

/** Round trips of one small action from a Node client: on an idle bridge, and while a pyarrow client uploads. */
export async function controlLoad(bridge: BenchBridge, context: LoadContext): Promise<Figure[]> {
  context.say("idle");
  const idle = await roundTrips(bridge);
  const figures = [figure("idle, p50", idle, 0.5, 2), figure("idle, p99", idle, 0.99, 10)];
  const client = await context.peer("pyarrow", () => uploadClient(SHAPE));
  if (client === null) return figures;
  await using _ = client;
  context.say("under upload");
  return [...figures, figure("under upload, p50", await whileUploading(bridge, client), 0.5, 20)];
}

async function whileUploading(bridge: BenchBridge, client: Peer): Promise<number[]> {
  let over = false;
  const uploads = (async () => {
    while (!over) await uploadToStore(bridge, client, SHAPE);
  })();
  try {
    return await Promise.race([roundTrips(bridge), uploads.then(() => [])]);
  } finally {
    over = true;
    await uploads;
  }
}

async function roundTrips(bridge: BenchBridge): Promise<number[]> {
  const samples: number[] = [];
  for (let trip = 0; trip < WARM_UP + ROUND_TRIPS; trip++) {
    const start = performance.now();
    await bridge.client.status();
    if (trip >= WARM_UP) samples.push(performance.now() - start);
  }
  return samples;
}

function figure(what: string, samples: number[], q: number, atMost: number): Figure {
  return {
    load: "control",
    what: `round trip, ${what}`,
    value: quantile(samples, q),
    unit: "ms",
    limit: { atMost },
    samples: { ms: samples },
    notes: [spread(samples, "ms")],
  };
}
