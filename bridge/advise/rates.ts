import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { stateDirectory } from "athanor-client/wire";
import * as v from "valibot";
import { usableCores } from "../common/cores.js";

/** How fast things are: the coefficients of the model. Bytes, floating-point operations and seconds. */
export interface Rates {
  /** From a client's memory into the bridge's store, and back. */
  sendBytesPerSecond: number;
  receiveBytesPerSecond: number;
  /** Of the ranks together: products with a block of vectors (krylov), and with the matrix itself (gram, qr). */
  krylovFlopsPerSecond: number;
  gramFlopsPerSecond: number;
  /** From submission to result of a job that has nothing to do. */
  jobSeconds: number;
  /** scikit-learn's randomized_svd on all cores. */
  sklearnFlopsPerSecond: number;
  /** Spark: rows brought to one process; products with one vector in all tasks; what a Spark job costs by itself. */
  collectBytesPerSecond: number;
  sparkFlopsPerSecond: number;
  sparkJobSeconds: number;
}
export type RateName = keyof Rates;

/** Rates with what is known of their origin. */
export interface KnownRates {
  rates: Rates;
  /** ISO time of the measurement on this machine; null: there was none. */
  measuredAt: string | null;
  /** Names of the rates that were not measured here. */
  defaults: RateName[];
}

/** What a core of a 2-core cloud machine gave (docs/advise.md); the others do not grow with the cores. */
const A_CORE = {
  krylovFlopsPerSecond: 12e9,
  gramFlopsPerSecond: 25e9,
  sklearnFlopsPerSecond: 15e9,
  sparkFlopsPerSecond: 6e9,
};
const WHOLE = {
  sendBytesPerSecond: 0.8e9,
  receiveBytesPerSecond: 0.8e9,
  jobSeconds: 0.05,
  collectBytesPerSecond: 0.1e9,
  sparkJobSeconds: 0.04,
};

const Rate = v.pipe(v.number(), v.finite(), v.gtValue(0));
const File = v.object({
  measuredAt: v.string(),
  machine: v.object({ cpu: v.string(), cores: v.number() }),
  rates: v.record(v.string(), Rate),
});

/** Beside bridge.json in the state directory of `athanor serve`: it is the machine's, whichever bridge asks. */
export function ratesPath(): string {
  return join(stateDirectory(), "rates.json");
}

export function defaultRates(cores = usableCores()): Rates {
  const all = Object.entries(A_CORE).map(([name, rate]) => [name, rate * cores] as const);
  return { ...WHOLE, ...(Object.fromEntries(all) as typeof A_CORE) };
}

/** What was measured on this machine, filled up with defaults. A file of another machine, or one that is broken, counts as none. */
export function knownRates(path = ratesPath()): KnownRates {
  const defaults = defaultRates();
  const names = Object.keys(defaults) as RateName[];
  const file = readFile(path);
  if (!file) return { rates: defaults, measuredAt: null, defaults: names };
  // Spark's tasks run on the same cores as scikit-learn: where that was measured, they are as much quicker or slower.
  const sklearn = file.rates.sklearnFlopsPerSecond;
  if (sklearn !== undefined) defaults.sparkFlopsPerSecond *= sklearn / defaults.sklearnFlopsPerSecond;
  const rates = Object.fromEntries(names.map((name) => [name, file.rates[name] ?? defaults[name]])) as unknown as Rates;
  return { rates, measuredAt: file.measuredAt, defaults: names.filter((name) => file.rates[name] === undefined) };
}

/** Keeps what was measured here, in one step. */
export function keepRates(rates: Partial<Rates>, measuredAt: string, path = ratesPath()): void {
  mkdirSync(join(path, ".."), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, `${JSON.stringify({ measuredAt, machine: here(), rates }, null, 2)}\n`);
  renameSync(`${path}.new`, path);
}

function readFile(path: string): v.InferOutput<typeof File> | null {
  try {
    const file = v.parse(File, JSON.parse(readFileSync(path, "utf8")));
    const { cpu, cores } = here();
    return file.machine.cpu === cpu && file.machine.cores === cores ? file : null;
  } catch {
    return null;
  }
}

function here(): { cpu: string; cores: number } {
  return { cpu: cpus()[0]?.model.trim() ?? "unknown", cores: usableCores() };
}
