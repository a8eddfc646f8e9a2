import type { Choice } from "../choice.js";
import { sizeText } from "../choice.js";
import type { BenchResult } from "../run.js";
import { compare, earlierFiles } from "./earlier.js";
import { commit, machine, versions } from "./machine.js";
import type { BenchReport } from "./report.js";

/** @param out the folder that the report is for: earlier ones are looked for beside it */
export async function makeReport(
  result: BenchResult,
  choice: Choice,
  about: { at: Date; command: string; rounds: number | null; out: string },
): Promise<BenchReport> {
  const { chosen } = choice;
  const distinct = (values: string[]) => [...new Set(values)];
  const here = machine();
  return {
    at: about.at.toISOString(),
    command: about.command,
    commit: await commit(),
    machine: here,
    versions: { ...(await versions()), ...result.versions },
    settings: {
      loads: chosen.map(({ name }) => name),
      peers: distinct(chosen.flatMap(({ load, peers }) => load.peers.filter((peer) => peers.has(peer)))),
      sizes: distinct(chosen.flatMap(({ sizes }) => sizes.map(sizeText))),
      rounds: about.rounds,
    },
    figures: result.figures,
    skipped: result.skipped,
    earlier: compare(result.figures, here, earlierFiles(about.out)),
  };
}
