import type { Transfer } from "./direct-upload.js";
import { type Figure, ratio, spread } from "./figures.js";
import { cpuSeconds } from "./process-figures.js";

/** Seconds per GB. */
export interface Cost {
  wallPerGb: number;
  cpuPerGb: number;
}

/** What one transfer cost the client and the server together. */
export async function measured(serverPid: number, run: () => Promise<Transfer>): Promise<Cost> {
  const before = cpuSeconds(serverPid);
  const upload = await run();
  const gigabytes = upload.bytes / 1e9;
  const cpu = upload.cpuSeconds + cpuSeconds(serverPid) - before;
  return { cpuPerGb: cpu / gigabytes, wallPerGb: upload.seconds / gigabytes };
}

/** CPU and wall time of both sides, which took turns. */
export function transferFigures(load: "upload" | "download", turns: { ours: Cost; theirs: Cost }[]): Figure[] {
  return [figure(load, "CPU", "cpuPerGb", turns), figure(load, "wall", "wallPerGb", turns)];
}

function figure(load: string, what: string, key: keyof Cost, turns: { ours: Cost; theirs: Cost }[]): Figure {
  const samples = { store: turns.map(({ ours }) => ours[key]), pyarrow: turns.map(({ theirs }) => theirs[key]) };
  return {
    load,
    what: `${what} seconds per GB, client + server, store / pyarrow server`,
    value: ratio(samples.store, samples.pyarrow),
    unit: "x",
    limit: { atMost: key === "cpuPerGb" ? 0.8 : 1.1 },
    samples,
    notes: [`store ${spread(samples.store, "s/GB")}, pyarrow ${spread(samples.pyarrow, "s/GB")}`],
  };
}
