import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import type { NativeEvent, NativeInfo, NativeJob, NativeOutcome } from "../../../native-libs/native.js";
import { buildExample, repository } from "./examples.js";
import type { PlannedInput } from "./matrix-files.js";

export type PlannedJob = Omit<NativeJob, "inputs"> & { inputs: PlannedInput[] };

export interface Plan {
  libraryDir: string;
  jobs: PlannedJob[];
  cancelAfterMs?: number;
  idleMs?: number;
  /** A limit of file size for each rank, as `ulimit -f` takes it (units of 512 bytes or 1 KiB). */
  fileSizeLimit?: number;
}

/** What one rank wrote. */
export interface RankReport {
  rank: number;
  info: NativeInfo;
  runs: { outcome: NativeOutcome; events: NativeEvent[]; longestStallMs: number }[];
  idleCpuMs: number | null;
  /** Part files that were still mapped when all jobs were done. */
  maps: string[];
}

export interface GroupReport {
  exitCode: number | null;
  stderr: string;
  /** Ascending by rank; ranks that died before they could report are absent. */
  ranks: RankReport[];
}

const addonPath = `${repository}build/native/athanor.node`;
const runner = `${repository}test/native/support/rank-runner.mjs`;
const groupTimeoutMs = 45_000;

/** Starts `size` ranks under mpirun with the plan, and waits for all of them to end. */
export async function runRanks(size: number, plan: Plan, folder: string): Promise<GroupReport> {
  if (!existsSync(addonPath)) throw new Error(`${addonPath} is not built: npm run build`);
  const planPath = `${folder}/plan.json`;
  writeFileSync(planPath, JSON.stringify(plan));
  const limit = plan.fileSizeLimit === undefined ? "" : `ulimit -f ${plan.fileSizeLimit}; `;
  const rankCommand = ["sh", "-c", `${limit}exec "$0" "$@"`, process.execPath, runner, addonPath, planPath];
  const mpirun = spawn("mpirun", ["-n", String(size), "--oversubscribe", "--bind-to", "none", ...rankCommand], {
    env: { ...process.env, OMPI_ALLOW_RUN_AS_ROOT: "1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1" },
    stdio: ["ignore", "ignore", "pipe"],
    timeout: groupTimeoutMs,
  });
  let stderr = "";
  mpirun.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    mpirun.once("error", reject);
    mpirun.once("close", resolve);
  });
  const reports = Array.from({ length: size }, (_, rank) => `${planPath}.rank-${rank}`).filter(existsSync);
  const ranks = reports.map((path) => JSON.parse(readFileSync(path, "utf8")) as RankReport);
  return { exitCode, stderr, ranks };
}

/** A temporary folder, removed after `use`. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(`${tmpdir()}/athanor-native-`);
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** For beforeAll: a folder with the given examples built, and what removes it again. */
export function libraryFolder(...examples: string[]): { libraryDir: string; remove(): void } {
  const libraryDir = mkdtempSync(`${tmpdir()}/athanor-libraries-`);
  for (const example of examples) buildExample(example, libraryDir);
  return { libraryDir, remove: () => rmSync(libraryDir, { recursive: true, force: true }) };
}

/** The job of examples/misbehave.cc: `how` as in its table; `rank`: who does it, -1 for all. */
export function misbehaveJob(folder: string, input: PlannedInput, how: string, rank = -1): PlannedJob {
  const output = { name: "copy", path: `${folder}/copy-{rank}`, indexPath: `${folder}/copy-{rank}.index` };
  return {
    library: "misbehave",
    routine: "misbehave",
    inputs: [input],
    outputs: [{ ...output, alignedWith: "a" }],
    params: { how, rank },
  };
}
