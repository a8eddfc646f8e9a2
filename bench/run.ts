import type { Choice, ChosenLoad } from "./choice.js";
import { LoadContext, type Skipped } from "./load.js";
import { BenchBridge } from "./support/bench-bridge.js";
import type { Figure } from "./support/figures.js";
import { endAll } from "./support/open-things.js";
import { PeerUnavailable } from "./support/peer-unavailable.js";

/** How a run is watched and stopped. */
export interface RunHooks {
  signal: AbortSignal;
  /** `done` loads of `all`, and how far the present one is (0 to 1, null: not known). */
  onProgress(at: { load: string; step: string; done: number; all: number; fraction: number | null }): void;
  onFigure(figure: Figure): void;
  onSkipped(skipped: Skipped): void;
}

export interface BenchResult {
  figures: Figure[];
  skipped: Skipped[];
  /** Loads that ended with an error; they are among the skipped. */
  failed: string[];
  /** Versions of what took part, by name. */
  versions: Record<string, string>;
}

/**
 * Runs the loads one after the other, each on a bridge of its own. Stopped by the signal, it ends every process and removes
 * every file of its own. A load that fails is left out with its error, and the others go on.
 * @param rounds of every load; null: as many as is usual for it
 */
export async function runLoads(
  { chosen, skipped }: Choice,
  rounds: number | null,
  hooks: RunHooks,
): Promise<BenchResult> {
  const result: BenchResult = { figures: [], skipped: [], failed: [], versions: {} };
  const skip = (entry: Skipped) => {
    // A peer that is missing is missing for every size.
    if (result.skipped.some(({ what, reason }) => what === entry.what && reason === entry.reason)) return;
    result.skipped.push(entry);
    hooks.onSkipped(entry);
  };
  skipped.forEach(skip);
  hooks.signal.addEventListener("abort", endAll, { once: true });
  try {
    for (const [done, one] of chosen.entries()) {
      const say = (step: string, fraction: number | null) =>
        hooks.onProgress({ load: one.name, step, done, all: chosen.length, fraction });
      const context = new LoadContext({
        ...one,
        rounds,
        signal: hooks.signal,
        say,
        skipped: (what, reason) => skip({ what, reason }),
        version: (name, version) => Object.assign(result.versions, { [name]: version }),
      });
      try {
        for (const figure of await runLoad(one, context, hooks.signal)) {
          result.figures.push(figure);
          hooks.onFigure(figure);
        }
      } catch (error) {
        hooks.signal.throwIfAborted();
        // What the others measured is not lost.
        result.failed.push(one.name);
        skip({ what: one.name, reason: `it failed: ${(error as Error).message}` });
      }
    }
    return result;
  } finally {
    hooks.signal.removeEventListener("abort", endAll);
  }
}

async function runLoad({ name, load }: ChosenLoad, context: LoadContext, signal: AbortSignal): Promise<Figure[]> {
  context.say("starting a bridge");
  await using bridge = await BenchBridge.start(load.config);
  // What is not there yet when all is ended is ended here.
  signal.throwIfAborted();
  if (load.routine !== null && !(await bridge.offers(load.routine))) {
    context.skipped(name, `no library of this build offers ${load.routine}`);
    return [];
  }
  try {
    return await load.run(bridge, context);
  } catch (error) {
    if (!(error instanceof PeerUnavailable)) throw error;
    context.skipped(name, error.message);
    return [];
  }
}
