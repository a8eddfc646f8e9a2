import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect } from "vitest";
import { repository } from "./examples.js";

/** Another build than the bootstrap's can be put to the same tests. */
export const build = process.env.ATHANOR_NATIVE_BUILD ?? `${repository}build/native`;
export const python = `${repository}build/venv/bin/python`;
export const support = `${repository}test/native/support`;
const processTimeoutMs = 50_000;

export type Dtype = "float64" | "float32";

/** The singular values asked of a matrix, or null for standard normal entries. */
export interface MatrixSpec {
  rows: number;
  cols: number;
  dtype?: Dtype;
  sigma: number[] | null;
  scale?: number;
  entries?: [row: number, col: number, value: number | "nan" | "inf"][];
}

export interface SvdParams {
  k: number;
  tol?: number;
  seed?: number;
  maxPasses?: number;
  method?: "auto" | "krylov" | "gram" | "qr";
  strict?: boolean;
  blockSize?: number;
}

export interface RunOptions {
  ranks?: number;
  parts?: number;
  /** Answers of the host's cancelled(), over the rank's life, that are "no". */
  cancelAfter?: number;
  env?: Record<string, string>;
}

export interface Certificate {
  leftResiduals: number[];
  rightResiduals: number[];
  relativeLeft: number[];
  relativeRight: number[];
  residual: number;
  orthogonalityU: number;
  orthogonalityV: number;
  passes: number;
  effectiveRank: number;
  tol: number;
  converged: boolean;
  method: string;
  blockSize: number;
  seed: number;
}

export interface SvdOutcome {
  status: "ok" | "failed" | "cancelled";
  failure: { code: string; message: string; details: Record<string, unknown> } | null;
  result: { singularValues: number[]; certificate: Certificate; converged: boolean; warnings: string[] };
  /** Of the factors' bytes, in rank order: equal digests are equal bits. */
  factors: Record<"u" | "s" | "v", Buffer>;
  progress: string[];
  directory: string;
  printed: string;
}

/** numpy's judgement; see check_svd.py. */
export interface Judgement {
  shapeU: [number, number];
  shapeV: [number, number];
  leftResiduals: number[];
  rightResiduals: number[];
  sigma: number[];
  exact: number[];
  residualOverEps: number;
  certificateGap: number;
  orthogonality: number;
  values: number;
  signsRight: boolean;
  descending: boolean;
  sameValues: boolean;
}

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export function runProcess(
  command: string,
  args: string[],
  input = "",
  env: Record<string, string> = {},
): Promise<Ended> {
  const child = spawn(command, args, { env: { ...process.env, ...env }, timeout: processTimeoutMs });
  const ended: Ended = { code: null, stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (ended.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (ended.stderr += text));
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ ...ended, code }));
  });
}

/** Matrices in a folder of their own, and the routine run on them without the bridge. */
export class SvdBench<Name extends string> {
  readonly folder = mkdtempSync(`${tmpdir()}/athanor-rowwise-`);
  private runs = 0;

  constructor(private readonly specs: Record<Name, MatrixSpec>) {}

  async make(): Promise<void> {
    const filled = Object.entries<MatrixSpec>(this.specs).map(([name, spec]) => ({
      ...{ name, dtype: "float64", scale: 1, entries: [] },
      ...spec,
    }));
    const made = await runProcess(python, [`${support}/matrices.py`, this.folder], JSON.stringify(filled));
    if (made.code !== 0) throw new Error(`matrices.py failed: ${made.stderr}`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  async svd(name: Name, params: SvdParams, options: RunOptions = {}): Promise<SvdOutcome> {
    const directory = `${this.folder}/run-${this.runs++}`;
    mkdirSync(directory);
    const args = ["-n", String(options.ranks ?? 2), "--oversubscribe", "--bind-to", "none"];
    args.push(`${build}/testing/run_routine`, `${build}/libraries/rowwise.so`, "truncatedSvd", "--out", directory);
    args.push("--in", this.input(name, options.parts ?? 1, directory), ...this.params(name, params));
    if (options.cancelAfter !== undefined) args.push("--cancel-after", String(options.cancelAfter));
    const root = { OMPI_ALLOW_RUN_AS_ROOT: "1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1" };
    const ended = await runProcess("mpirun", args, "", { ...root, ...options.env });
    if (ended.code !== 0) throw new Error(`mpirun ended with ${ended.code}: ${ended.stderr}`);
    return {
      ...(JSON.parse(ended.stdout) as Pick<SvdOutcome, "status" | "failure" | "result">),
      factors: { u: this.factor(directory, "u"), s: this.factor(directory, "s"), v: this.factor(directory, "v") },
      progress: ended.stderr.split("\n").filter((line) => line !== ""),
      directory,
      printed: ended.stdout,
    };
  }

  /** Residuals, orthogonality and singular values as numpy sees them. */
  async judge(name: Name, outcome: SvdOutcome): Promise<Judgement> {
    const k = String(outcome.result.singularValues.length);
    const args = [`${support}/check_svd.py`, `${this.folder}/${name}.npy`, outcome.directory, k];
    const judged = await runProcess(python, args, outcome.printed);
    if (judged.code !== 0) throw new Error(`check_svd.py failed: ${judged.stderr}`);
    return JSON.parse(judged.stdout) as Judgement;
  }

  /** Runs and expects what holds on every input: a true certificate, orthonormal factors, right values and signs. */
  async expectFactored(name: Name, params: SvdParams, options: RunOptions = {}): Promise<[SvdOutcome, Judgement]> {
    const outcome = await this.svd(name, params, options);
    expect(outcome.failure).toBeNull();
    const { rows, cols } = this.specs[name];
    const judgement = await this.judge(name, outcome);
    expect(judgement.shapeU).toEqual([rows, params.k]);
    expect(judgement.shapeV).toEqual([cols, params.k]);
    expect(judgement).toMatchObject({ signsRight: true, descending: true, sameValues: true });
    expect(judgement.orthogonality).toBeLessThan(100);
    // In units of eps of the dtype: the certificate of a float32 result is computed in double, as numpy's is.
    expect(judgement.certificateGap).toBeLessThan(this.specs[name].dtype === "float32" ? 0.01 : 10);
    if (outcome.result.converged) {
      expect(judgement.values).toBeLessThan(100);
      this.expectWithinTolerance(name, params, judgement);
    }
    return [outcome, judgement];
  }

  /** numpy's residuals against the promise max(tol * s, 100 eps s1); 20 eps s1 is numpy's own rounding. */
  private expectWithinTolerance(name: Name, params: SvdParams, { sigma, ...judgement }: Judgement): void {
    const single = this.specs[name].dtype === "float32";
    const eps = single ? 2 ** -23 : 2 ** -52;
    const tol = params.tol ?? (single ? 1e-5 : 1e-9);
    sigma.forEach((value, i) => {
      const bound = Math.max(tol * value, 100 * eps * sigma[0]!) + 20 * eps * sigma[0]!;
      expect(judgement.leftResiduals[i]).toBeLessThanOrEqual(bound);
      expect(judgement.rightResiduals[i]).toBeLessThanOrEqual(bound);
    });
  }

  /** The matrix cut into part files of nearly equal length, some of them empty when there are few rows. */
  private input(name: Name, parts: number, directory: string): string {
    const { rows, cols, dtype = "float64" } = this.specs[name];
    const bytes = readFileSync(`${this.folder}/${name}.bin`);
    const rowBytes = bytes.length / rows;
    const paths = Array.from({ length: parts }, (_, part) => {
      const path = `${directory}/part-${part}`;
      const [begin, end] = [part, part + 1].map((cut) => Math.floor((rows * cut) / parts) * rowBytes);
      writeFileSync(path, bytes.subarray(begin, end));
      return path;
    });
    writeFileSync(`${directory}/parts`, paths.map((path) => `${path}\n`).join(""));
    return `a=${rows},${cols},${dtype},@${directory}/parts`;
  }

  private params(name: Name, params: SvdParams): string[] {
    const tol = this.specs[name].dtype === "float32" ? 1e-5 : 1e-9;
    const defaults = { tol, seed: 1, maxPasses: 200, method: "auto", strict: false, blockSize: 0 };
    return Object.entries({ ...defaults, ...params }).flatMap(([key, value]) => ["--param", `${key}=${value}`]);
  }

  private factor(directory: string, name: string): Buffer {
    const files = readdirSync(directory).filter((file) => file.startsWith(`${name}.`));
    return Buffer.concat(files.sort().map((file) => readFileSync(`${directory}/${file}`)));
  }
}

/** 1, 1/2, ... 1/count. */
export const harmonic = (count: number): number[] => Array.from({ length: count }, (_, i) => 1 / (i + 1));

/** From 1 down to `smallest`, evenly on a logarithmic scale. */
export const graded = (count: number, smallest: number): number[] =>
  Array.from({ length: count }, (_, i) => smallest ** (i / (count - 1)));
