import type { LoadContext } from "../load.js";
import { type Figure, median, type StackedBar, spread, stackedBar } from "./figures.js";
import type { Peer } from "./peer.js";
import { relativeDifference, requireAtMost } from "./quality.js";
import { JVM_WARM_UPS, type SparkPeers } from "./spark-peers.js";

/** Of the singular values, each side's against the other's, over the largest. */
const SAME_VALUES = 1e-9;

interface Svd {
  seconds: number;
  singularValues: number[];
  /** Of the untimed round alone. */
  residual?: number;
}
interface Split {
  send: number;
  compute: number;
  receive: number;
}

/** MLlib's ways to an SVD, as its peer calls them. */
export type Route = "svd" | "gramian";

export const ROUTE_NAMES: Record<Route, string> = {
  svd: "computeSVD",
  gramian: "computeGramianMatrix, dsyevr, multiply",
};

/** Everything that was measured of one matrix. */
export interface SvdTimes {
  athanor: number[];
  splits: Split[];
  theirs: Partial<Record<Route, number[]>>;
  residuals: Record<string, number>;
  settings: string;
}

/** SVDs with U, both sides in turns; the values must be equal, and residuals come from the untimed round. */
export async function svdTurns(
  context: LoadContext,
  { mllib, athanor, settings }: SparkPeers,
  options: { k: number; rounds: number; routes: Route[]; of?: string },
): Promise<SvdTimes> {
  const { k, rounds, routes } = options;
  const residuals: Record<string, number> = {};
  const ask = async (peer: Peer, name: string, run: string, isWarmUp: boolean) => {
    const answer = await peer.ask<Svd>({ run, k, residual: isWarmUp });
    if (answer.residual !== undefined) residuals[name] = answer.residual;
    return answer;
  };
  const turns = await context.turns(
    rounds,
    async (round) => {
      const ours = await ask(athanor, "athanor", "svd", round === 0);
      const theirs: Partial<Record<Route, number>> = {};
      for (const route of routes) {
        const { seconds, singularValues } = await ask(mllib, route, route, round === 0);
        requireAtMost(
          "difference in singular values",
          relativeDifference(ours.singularValues, singularValues),
          SAME_VALUES,
        );
        theirs[route] = seconds;
      }
      return { athanor: ours.seconds, split: await athanor.ask<Split>({ run: "split", k }), theirs };
    },
    options.of,
    JVM_WARM_UPS,
  );
  return {
    athanor: turns.map((turn) => turn.athanor),
    splits: turns.map((turn) => turn.split),
    theirs: Object.fromEntries(routes.map((route) => [route, turns.map((turn) => turn.theirs[route]!)])),
    residuals,
    settings,
  };
}

/** MLlib's time over ours by one of its routes, and what has to be reached. */
export function svdFigure(
  times: SvdTimes,
  route: Route,
  figure: Pick<Figure, "load" | "what" | "limit"> & { notes?: string[] },
): Figure {
  const { athanor, splits, residuals } = times;
  const theirs = times.theirs[route]!;
  const part = (name: keyof Split) => median(splits.map((split) => split[name])).toFixed(3);
  return {
    load: figure.load,
    what: figure.what,
    value: median(theirs) / median(athanor),
    unit: "x",
    limit: figure.limit,
    samples: {
      athanor,
      mllib: theirs,
      send: splits.map((split) => split.send),
      compute: splits.map((split) => split.compute),
      receive: splits.map((split) => split.receive),
    },
    residuals: { athanor: residuals.athanor!, mllib: residuals[route]! },
    notes: [
      `athanor ${spread(athanor, "s")}, residual ${residuals.athanor!.toExponential(1)}; ` +
        `in steps: send ${part("send")}, compute ${part("compute")}, receive ${part("receive")} s`,
      `MLlib's ${ROUTE_NAMES[route]} ${spread(theirs, "s")}, residual ${residuals[route]!.toExponential(1)}; ` +
        `all singular values equal to ${SAME_VALUES}`,
      ...(figure.notes ?? []),
      times.settings,
    ],
  };
}

/** Bars of the report's chart: ours in its steps, and each way of MLlib's, which sends nothing. */
export function svdStacks(times: SvdTimes, where: Pick<StackedBar, "chart" | "group">): StackedBar[] {
  const place = (side: string) => ({ ...where, side });
  const steps = (name: keyof Split) => times.splits.map((split) => split[name]);
  const ours = { send: steps("send"), compute: steps("compute"), receive: steps("receive") };
  const theirs = Object.entries(times.theirs).map(([route, seconds]) =>
    stackedBar(place(`Spark alone: ${route === "svd" ? "computeSVD" : "Gramian"}`), {
      send: [],
      compute: seconds,
      receive: [],
    }),
  );
  return [stackedBar(place("Spark + Athanor"), ours), ...theirs];
}
