import { AthanorError } from "athanor-client/wire";
import { usableMemory } from "../bridge/common/budgets.js";
import { suggestion } from "../bridge/jobs/closest.js";
import { type Load, PEERS, type PeerName, type Size, type Skipped } from "./load.js";
import { LOADS } from "./loads.js";

/** Columns of a size that names rows alone: those of the chart. */
const USUAL_COLS = 10_000;
/** What the machine and the bridge keep for themselves. */
const SPARE_BYTES = 1e9;

/** What a command line asks for. */
export interface Wanted {
  loads: string[];
  /** Left out: all. */
  peers?: string[];
  sizes?: Size[];
}

/** A load with what it is to measure. */
export interface ChosenLoad {
  name: string;
  load: Load;
  peers: ReadonlySet<PeerName>;
  sizes: Size[];
}

export interface Choice {
  chosen: ChosenLoad[];
  /** What was left out beforehand, and why. */
  skipped: Skipped[];
}

/**
 * The loads to run, checked before anything starts. Of the usual sizes those that fit into memory are taken; sizes that were
 * asked for have to fit.
 * @param freeBytes memory that can be used now
 * @throws AthanorError ATHANOR_INVALID_ARGUMENT for an unknown load or peer, sizes that none of the loads take, and
 *   sizes that do not fit
 */
export function choose(wanted: Wanted, freeBytes = usableMemory()): Choice {
  const names = wanted.loads.length > 0 ? wanted.loads : Object.keys(LOADS);
  for (const name of names) requireKnown("load", name, Object.keys(LOADS));
  for (const name of wanted.peers ?? []) requireKnown("peer", name, Object.keys(PEERS));
  const peers = new Set((wanted.peers ?? Object.keys(PEERS)) as PeerName[]);
  if (wanted.sizes && !names.some((name) => LOADS[name]!.sizes)) throw noneTakesSizes(names);
  const choice: Choice = { chosen: [], skipped: [] };
  for (const name of new Set(names)) {
    const load = LOADS[name]!;
    if (load.peers.length > 0 && !load.peers.some((peer) => peers.has(peer))) {
      choice.skipped.push({ what: name, reason: `none of its peers was chosen (${load.peers.join(", ")})` });
      continue;
    }
    const sizes = load.sizes ? fitting(name, load.sizes, { wanted: wanted.sizes, peers, freeBytes, choice }) : [];
    if (!load.sizes || sizes.length > 0) choice.chosen.push({ name, load, peers, sizes });
  }
  return choice;
}

/** "2500" → 2,500 x 10,000; "2500x300" → 2,500 x 300. Null where it is neither. */
export function parseSize(text: string): Size | null {
  const [, rows, cols] = /^(\d+)(?:x(\d+))?$/i.exec(text.trim()) ?? [];
  const size = { rows: Number(rows), cols: cols === undefined ? USUAL_COLS : Number(cols) };
  return size.rows >= 1 && size.cols >= 1 && Number.isSafeInteger(size.rows * size.cols * 8) ? size : null;
}

export function sizeText({ rows, cols }: Size): string {
  return `${rows.toLocaleString("en")} x ${cols.toLocaleString("en")}`;
}

/** Of a matrix of float64. */
export function bytesOf({ rows, cols }: Size): number {
  return rows * cols * 8;
}

interface Fit {
  wanted: Size[] | undefined;
  peers: ReadonlySet<PeerName>;
  freeBytes: number;
  choice: Choice;
}

function fitting(load: string, sizesOf: NonNullable<Load["sizes"]>, { wanted, peers, freeBytes, choice }: Fit): Size[] {
  return (wanted ?? sizesOf.usual).filter((size) => {
    if (Math.min(size.rows, size.cols) < sizesOf.least) {
      const text = `${load} computes ${sizesOf.least} triplets and needs at least as many rows and columns; ${sizeText(size)} has fewer; give larger --sizes`;
      throw new AthanorError("ATHANOR_INVALID_ARGUMENT", text);
    }
    const bytes = sizesOf.bytes(size, peers) + SPARE_BYTES;
    if (bytes <= freeBytes) return true;
    const found = `${sizeText(size)} with its peers takes ${gigabytes(bytes)} of memory, and ${gigabytes(freeBytes)} are free`;
    if (wanted) {
      throw new AthanorError(
        "ATHANOR_INVALID_ARGUMENT",
        `${load}: ${found}; give smaller --sizes, or fewer --peers, each of which has a copy of its own`,
      );
    }
    choice.skipped.push({ what: `${load} ${sizeText(size)}`, reason: found });
    return false;
  });
}

function noneTakesSizes(names: string[]): AthanorError {
  const takers = Object.keys(LOADS).filter((name) => LOADS[name]!.sizes);
  const text = `--sizes: ${names.join(", ")} measure${names.length === 1 ? "s" : ""} fixed data; the loads that take sizes are ${takers.join(", ")}`;
  return new AthanorError("ATHANOR_INVALID_ARGUMENT", text);
}

function requireKnown(what: string, name: string, known: string[]): void {
  if (known.includes(name)) return;
  throw new AthanorError("ATHANOR_INVALID_ARGUMENT", `there is no ${what} ${name}; ${suggestion(name, known)}`);
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
