import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { AthanorError } from "athanor-client/wire";
import { type Command, InvalidArgumentError } from "commander";
import { choose, parseSize } from "../../bench/choice.js";
import { PEERS, type Size } from "../../bench/load.js";
import { LOADS } from "../../bench/loads.js";
import { measureRates } from "../../bench/measure-rates.js";
import { makeReport } from "../../bench/report/make.js";
import type { BenchReport } from "../../bench/report/report.js";
import { saveResults, type Written, writeReport } from "../../bench/report/write.js";
import { runLoads } from "../../bench/run.js";
import { keepRates, knownRates, ratesPath } from "../advise/rates.js";
import { fromRoot } from "../common/paths.js";
import { adviceGrids, adviceText } from "./support/advice-text.js";
import { BenchBar } from "./support/bench-bar.js";
import { figureText, reportText, skippedText } from "./support/bench-text.js";
import { untilInterrupted } from "./support/interrupt.js";
import { print, printJson } from "./support/output.js";
import { positive } from "./support/parse.js";
import { checkDirectory } from "./support/save.js";

interface Flags {
  peers?: string[];
  sizes?: Size[];
  rounds?: number;
  out?: string;
  save?: boolean;
  json?: boolean;
  advise?: boolean;
}

export function register(program: Command): void {
  const command = program
    .command("bench")
    .summary("measure this machine, against what else computes the same")
    .description("Runs loads on this machine, each against its peers in the same run, and writes a report with charts.")
    .argument("[load...]", "loads to run (default: all)")
    .option("--peers <NAMES>", "compare with these alone, such as scikit-learn,arpack", list)
    .option(
      "--sizes <SIZES>",
      "matrices of the loads that take sizes: ROWS or ROWSxCOLS, such as 2500,5000x2000",
      sizes,
    )
    .option("--rounds <N>", "timed rounds of every load (default: the load's own number)", positive)
    .option("--out <DIR>", "folder of the report (default: athanor-bench-DATE in the current one)")
    .option("--advise", "instead: measure this machine's rates in a minute, and print where offloading an SVD pays")
    .option("--json", "print the results as one JSON object instead of text")
    .addHelpText("after", () => `\nLoads:\n${names(docs(LOADS))}\n\nPeers:\n${names(PEERS)}`);
  // Figures of the documents come from there; an installed package has no such folder.
  if (existsSync(fromRoot(".git"))) command.option("--save", "write the results to bench/results/DATE.json too");
  command.action(run);
}

async function run(loads: string[], flags: Flags): Promise<void> {
  if (flags.advise) return advise(loads, flags);
  const at = new Date();
  const choice = choose({ loads, peers: flags.peers, sizes: flags.sizes });
  const out = resolve(flags.out ?? `athanor-bench-${at.toISOString().slice(0, 16).replace(":", "")}`);
  if (flags.out) await checkDirectory(out);
  const rounds = flags.rounds ?? null;
  await untilInterrupted(async (signal) => {
    const bar = new BenchBar();
    const say = (text: string) => flags.json || bar.beside(() => print(text));
    try {
      const result = await runLoads(choice, rounds, {
        signal,
        onProgress: bar.show,
        onFigure: (figure) => say(figureText(figure)),
        onSkipped: (skipped) => say(skippedText(skipped)),
      });
      signal.throwIfAborted();
      bar.stop();
      const report = await makeReport(result, choice, { at, command: commandLine(), rounds, out });
      const written = await writeReport(report, out);
      const saved = flags.save ? [await saveResults(report)] : [];
      if (result.failed.length > 0) process.exitCode = 1;
      show(flags, report, { ...written, files: [...written.files, ...saved] });
    } finally {
      bar.stop();
    }
  });
}

/** Measures, keeps the rates for every bridge of this user on this machine, and prints a grid of what the model says. */
async function advise(loads: string[], flags: Flags): Promise<void> {
  const { advise: _, json, ...others } = flags;
  const [extra] = [...loads, ...Object.keys(others).map((name) => `--${name}`)];
  if (extra !== undefined)
    throw new AthanorError("ATHANOR_INVALID_ARGUMENT", `--advise measures rates alone and takes no ${extra}`);
  await untilInterrupted(async (signal) => {
    const { rates, left } = await measureRates(
      signal,
      (step) => process.stderr.isTTY && process.stderr.write(`${step}\n`),
    );
    keepRates(rates, new Date().toISOString());
    const known = knownRates();
    const grids = adviceGrids(known);
    if (json) return printJson({ ...known, left, grids, file: ratesPath() });
    const notes = left.map(({ rate, reason }) => `${rate} is a default: ${reason}`);
    print([adviceText(grids, known), "", ...notes, `written: ${ratesPath()}`].join("\n"));
  });
}

function show({ json }: Flags, report: BenchReport, { files, withoutPictures }: Written): void {
  if (json) printJson({ ...report, files });
  else print(reportText(report, files, withoutPictures));
}

/** As it can be typed again. */
function commandLine(): string {
  const quoted = process.argv.slice(2).map((argument) => (/^[\w.,=/:-]+$/.test(argument) ? argument : `'${argument}'`));
  return ["npx athanor", ...quoted].join(" ");
}

function list(text: string): string[] {
  const entries = text.split(",").map((entry) => entry.trim());
  if (entries.some((entry) => entry === ""))
    throw new InvalidArgumentError("names with commas between them are wanted.");
  return entries;
}

function sizes(text: string): Size[] {
  return list(text).map((entry) => {
    const size = parseSize(entry);
    if (!size)
      throw new InvalidArgumentError(
        `"${entry}" is no size; ROWS or ROWSxCOLS, such as 2500 or 5000x2000, are wanted.`,
      );
    return size;
  });
}

function docs(loads: Record<string, { doc: string }>): Record<string, string> {
  return Object.fromEntries(Object.entries(loads).map(([name, { doc }]) => [name, doc]));
}

function names(docs: Record<string, string>): string {
  const width = Math.max(...Object.keys(docs).map((name) => name.length));
  return Object.entries(docs)
    .map(([name, doc]) => `  ${name.padEnd(width)}  ${doc}`)
    .join("\n");
}
