import type { BenchBridge } from "../support/bench-bridge.js";
import { type Figure, median, quantile, spread } from "../support/figures.js";

const WARM_UP = 200;
const ROUND_TRIPS = 1000;

/** Round trips of one small action on an idle bridge, from a Node client. */
export async function controlLoad(bridge: BenchBridge): Promise<Figure[]> {
  const samples: number[] = [];
  for (let trip = 0; trip < WARM_UP + ROUND_TRIPS; trip++) {
    const start = performance.now();
    await bridge.client.status();
    if (trip >= WARM_UP) samples.push(performance.now() - start);
  }
  const notes = [`p99 ${quantile(samples, 0.99).toFixed(2)} ms; ${spread(samples, "ms")}`];
  return [
    {
      load: "control",
      what: "round trip, idle, p50",
      value: median(samples),
      unit: "ms",
      limit: { atMost: 5 },
      samples: { ms: samples },
      notes,
    },
  ];
}
