import type { Skipped } from "../load.js";
import type { Figure } from "../support/figures.js";
import type { Change } from "./earlier.js";
import type { Machine } from "./machine.js";

/** What results.json is: everything that a reader needs to judge the figures, or to make them again. */
export interface BenchReport {
  /** ISO time of the start. */
  at: string;
  /** The command line that made it. */
  command: string;
  /** Of the checkout, with "+" where files are changed; null outside of one. */
  commit: string | null;
  machine: Machine;
  /** Of what took part, by name. */
  versions: Record<string, string>;
  settings: { loads: string[]; peers: string[]; sizes: string[]; rounds: number | null };
  figures: Figure[];
  skipped: Skipped[];
  /** The newest earlier results of a machine like this one, and what has changed since; null: there are none. */
  earlier: { at: string; file: string; changes: Change[] } | null;
}
