import type { RunOptions, RunResult } from "../../bridge/index.js";
import type { BenchBridge } from "./bench-bridge.js";

/** A job of a routine, and the seconds from its submission until its result was here. */
export interface TimedRun extends RunResult {
  seconds: number;
}

export async function timedRun(bridge: BenchBridge, routine: string, options: RunOptions): Promise<TimedRun> {
  const start = performance.now();
  const done = await bridge.client.run(routine, options);
  return { ...done, seconds: (performance.now() - start) / 1000 };
}

export async function dropOutputs(run: TimedRun): Promise<void> {
  for (const output of Object.values(run.outputs)) await output.drop();
}
