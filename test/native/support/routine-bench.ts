import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect } from "vitest";
import { build, type MatrixSpec, python, runProcess, support } from "./rowwise.js";

/** A matrix of the tests: see matrices.py. */
export interface RoutineMatrix extends MatrixSpec {
  /** Added to every entry after the scaling. */
  offset?: number;
  /** Columns that are constant. */
  columns?: Record<number, number>;
  /** How it is made, where not from its singular values: make() of kinds/KIND.py, which sees every field. */
  kind?: string;
  [more: string]: unknown;
}

export interface RoutineOptions {
  ranks?: number;
  /** Part files that every input is cut into. */
  parts?: number;
  /** Answers of the host's cancelled(), over the rank's life, that are "no". */
  cancelAfter?: number;
  /** Row indices per input: labels, or positions where `matrixRows` has the input. */
  indices?: Record<string, number[]>;
  /** Rows of an input with the missing ones. */
  matrixRows?: Record<string, number>;
  env?: Record<string, string>;
}

export interface RoutineOutcome {
  status: "ok" | "failed" | "cancelled";
  failure: { code: string; message: string; details: Record<string, unknown> } | null;
  result: Record<string, unknown>;
  /** The bytes of every output, in rank order: equal bytes are equal bits. */
  outputs: Record<string, string>;
  progress: string[];
}

/** Figures of check_routines.py: errors are in units of eps of the output's dtype. */
export type Figures = Record<string, number>;

type Params = Record<string, number | string | boolean>;

/** Matrices in a folder of their own, and a routine, named LIBRARY.ROUTINE, run on them without the bridge. */
export class RoutineBench<Name extends string> {
  readonly folder = mkdtempSync(`${tmpdir()}/athanor-routines-`);
  private runs = 0;

  constructor(
    private readonly routine: string,
    private readonly defaults: Params,
    private readonly specs: Record<Name, RoutineMatrix>,
  ) {}

  async make(): Promise<void> {
    const filled = Object.entries<RoutineMatrix>(this.specs).map(([name, spec]) => ({
      ...{ name, dtype: "float64", scale: 1, entries: [] },
      ...spec,
    }));
    const made = await runProcess(python, [`${support}/matrices.py`, this.folder], JSON.stringify(filled));
    if (made.code !== 0) throw new Error(`matrices.py failed: ${made.stderr}`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  async run(inputs: Record<string, Name>, params: Params = {}, options: RoutineOptions = {}): Promise<RoutineOutcome> {
    return (await this.start(inputs, params, options)).outcome;
  }

  /** Runs and expects success; returns numpy's figures on the outputs. */
  async expectRight(
    inputs: Record<string, Name>,
    params: Params = {},
    options: RoutineOptions = {},
  ): Promise<{ outcome: RoutineOutcome; figures: Figures }> {
    const { outcome, directory } = await this.start(inputs, params, options);
    expect(outcome.failure).toBeNull();
    const matrices = Object.entries(inputs).map(([role, name]) => `${role}=${this.folder}/${name}.npy`);
    const given = JSON.stringify({ ...this.defaults, ...params, matrixRows: options.matrixRows ?? {} });
    const args = [`${support}/check_routines.py`, this.routine, directory, given, ...matrices];
    const judged = await runProcess(python, args, JSON.stringify(outcome.result));
    if (judged.code !== 0) throw new Error(`check_routines.py failed: ${judged.stderr}`);
    return { outcome, figures: JSON.parse(judged.stdout) as Figures };
  }

  private async start(
    inputs: Record<string, Name>,
    params: Params,
    options: RoutineOptions,
  ): Promise<{ outcome: RoutineOutcome; directory: string }> {
    const directory = `${this.folder}/run-${this.runs++}`;
    mkdirSync(directory);
    const [library, routine] = this.routine.split(".") as [string, string];
    const args = ["-n", String(options.ranks ?? 2), "--oversubscribe", "--bind-to", "none"];
    args.push(`${build}/testing/run_routine`, `${build}/libraries/${library}.so`, routine, "--out", directory);
    for (const [role, name] of Object.entries(inputs))
      args.push("--in", this.input(role, name, options.parts ?? 1, directory));
    for (const [role, values] of Object.entries(options.indices ?? {})) {
      writeFileSync(`${directory}/${role}.indices`, new BigInt64Array(values.map(BigInt)));
      args.push(...indexOption(role, `${directory}/${role}.indices`, options.matrixRows?.[role]));
    }
    for (const [key, value] of Object.entries({ ...this.defaults, ...params })) args.push("--param", `${key}=${value}`);
    if (options.cancelAfter !== undefined) args.push("--cancel-after", String(options.cancelAfter));
    const root = { OMPI_ALLOW_RUN_AS_ROOT: "1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1" };
    const ended = await runProcess("mpirun", args, "", { ...root, ...options.env });
    if (ended.code !== 0) throw new Error(`mpirun ended with ${ended.code}: ${ended.stderr}`);
    const printed = JSON.parse(ended.stdout) as Omit<RoutineOutcome, "outputs"> & { outputs: object };
    const outputs = Object.fromEntries(Object.keys(printed.outputs).map((name) => [name, bytesOf(directory, name)]));
    const progress = ended.stderr.split("\n").filter((line) => line !== "");
    return { outcome: { ...printed, outputs, progress }, directory };
  }

  /** The matrix cut into part files of nearly equal length, some of them empty when there are few rows. */
  private input(role: string, name: Name, parts: number, directory: string): string {
    const { rows, cols, dtype = "float64" } = this.specs[name];
    const bytes = readFileSync(`${this.folder}/${name}.bin`);
    const rowBytes = bytes.length / rows;
    const paths = Array.from({ length: parts }, (_, part) => {
      const path = `${directory}/part-${role}-${part}`;
      const [begin, end] = [part, part + 1].map((cut) => Math.floor((rows * cut) / parts) * rowBytes);
      writeFileSync(path, bytes.subarray(begin, end));
      return path;
    });
    writeFileSync(`${directory}/parts-${role}`, paths.map((path) => `${path}\n`).join(""));
    return `${role}=${rows},${cols},${dtype},@${directory}/parts-${role}`;
  }
}

function indexOption(role: string, file: string, matrixRows: number | undefined): string[] {
  return matrixRows === undefined ? ["--labels", `${role}=${file}`] : ["--positions", `${role}=${matrixRows},${file}`];
}

function bytesOf(directory: string, name: string): string {
  const files = readdirSync(directory).filter((file) => file.startsWith(`${name}.`) && /\.\d+$/.test(file));
  return Buffer.concat(files.sort().map((file) => readFileSync(`${directory}/${file}`))).toString("base64");
}

/** The fractions of the progress lines. */
export const fractionsOf = (outcome: RoutineOutcome): number[] =>
  outcome.progress.map((line) => Number(line.split(/\s+/)[1])).filter((fraction) => fraction >= 0);
