import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fromRoot } from "../../bridge/common/paths.js";
import type { Figure } from "../support/figures.js";
import { alike, type Machine } from "./machine.js";

/** A figure that differs by less is the same: runs of one commit do so too. */
const SAME_WITHIN = 0.05;

/** How a figure compares with the same one of an earlier run. */
export interface Change {
  load: string;
  what: string;
  before: number;
  now: number;
  verdict: "better" | "worse" | "same" | "more" | "less";
}

interface Results {
  at: string;
  file: string;
  machine: Partial<Machine>;
  figures: Figure[];
}

/** Where results of earlier runs are looked for: those of the checkout, and reports beside the one to be written. */
export function earlierFiles(out: string): string[] {
  const own = fromRoot("bench/results");
  const beside = dirname(out);
  const reports = foldersIn(beside).filter((name) => name.startsWith("athanor-bench-") && name !== basename(out));
  return [
    ...namesIn(own)
      .filter((name) => name.endsWith(".json"))
      .map((name) => join(own, name)),
    ...reports.map((name) => join(beside, name, "results.json")).filter((file) => existsSync(file)),
  ];
}

/** Within the checkout as from its root: results are committed, and where the checkout lies is nobody's business. */
function shortName(file: string): string {
  const own = relative(fromRoot("."), file);
  return own.startsWith("..") ? file : own;
}

/** Compares with the newest file that was made on a machine like this one and has one of the figures; null: there is none. */
export function compare(
  figures: Figure[],
  machine: Machine,
  files: string[],
): { at: string; file: string; changes: Change[] } | null {
  const candidates = files
    .map(readResults)
    .filter((results): results is Results => results !== null && alike(results.machine, machine))
    .sort((a, b) => b.at.localeCompare(a.at));
  for (const { at, file, figures: before } of candidates) {
    const changes = changesOf(figures, before);
    if (changes.length > 0) return { at, file: shortName(file), changes };
  }
  return null;
}

export function changesOf(figures: Figure[], before: Figure[]): Change[] {
  return figures.flatMap((figure) => {
    const old = before.find(({ load, what }) => load === figure.load && what === figure.what);
    if (!old || old.value === 0) return [];
    const { load, what, value } = figure;
    return [{ load, what, before: old.value, now: value, verdict: verdictOf(figure, old.value) }];
  });
}

/** Less is better, unless the figure has to be at least something; of what is shown only nobody knows. */
function verdictOf({ value, limit }: Figure, before: number): Change["verdict"] {
  const growth = (value - before) / Math.abs(before);
  if (Math.abs(growth) < SAME_WITHIN) return "same";
  if (limit === null) return growth > 0 ? "more" : "less";
  const moreIsBetter = "atLeast" in limit;
  return growth > 0 === moreIsBetter ? "better" : "worse";
}

/** null for what is no file of results; other programs' files lie beside ours. */
function readResults(file: string): Results | null {
  try {
    const { at, machine, figures } = JSON.parse(readFileSync(file, "utf8")) as Results;
    if (typeof at !== "string" || !Array.isArray(figures)) return null;
    return { at, file, machine: machine ?? {}, figures };
  } catch {
    return null;
  }
}

const namesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}
