import { existsSync, readdirSync, realpathSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { join } from "node:path";
import { runProgram } from "../../bridge/cli/doctor/run-program.js";
import { usableCores } from "../../bridge/common/cores.js";
import { fromRoot } from "../../bridge/common/paths.js";
import { VERSION } from "../../bridge/common/version.js";
import { pythonVersions } from "../support/python.js";

const DEADLINE_MS = 10_000;

export interface Machine {
  cpu: string | undefined;
  /** Hardware threads of the machine, and the cores that this process may use. */
  cores: number;
  usableCores: number;
  memoryBytes: number;
  /** Of the kernel. */
  system: string;
  node: string;
}

export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim(),
    cores: cpus().length,
    usableCores: usableCores(),
    memoryBytes: totalmem(),
    system: `${process.platform} ${release()} ${process.arch}`,
    node: process.version,
  };
}

/** Whether figures of the two may be compared: the same processor, as many cores, the same memory to the GB. */
export function alike(a: Partial<Machine>, b: Partial<Machine>): boolean {
  const gigabytes = ({ memoryBytes }: Partial<Machine>) => Math.round((memoryBytes ?? 0) / 2 ** 30);
  return a.cpu === b.cpu && a.cores === b.cores && gigabytes(a) === gigabytes(b);
}

/** Versions of what every run has: Athanor, node, MPI, the ranks' BLAS; and of the peers' Python where one was started. */
export async function versions(): Promise<Record<string, string>> {
  const all: Record<string, string> = { athanor: VERSION, node: process.version };
  const mpi = await firstLine("mpirun", ["--version"]);
  if (mpi) all.mpi = mpi;
  const blas = await blasOfRanks();
  if (blas) all["BLAS of the ranks"] = blas;
  return { ...all, ...pythonVersions };
}

/** The checkout's commit, with "+" where files are changed; null outside of a checkout. */
export async function commit(): Promise<string | null> {
  if (!existsSync(fromRoot(".git"))) return null;
  const git = (...args: string[]) => runProgram("git", ["-C", fromRoot("."), ...args], DEADLINE_MS);
  const head = await git("rev-parse", "--short", "HEAD");
  if (head.code !== 0) return null;
  const changes = await git("status", "--porcelain", "--untracked-files=no");
  return `${head.output}${changes.output === "" ? "" : "+"}`;
}

async function firstLine(command: string, args: string[]): Promise<string | null> {
  const { code, output } = await runProgram(command, args, DEADLINE_MS);
  return code === 0 ? output.split("\n")[0]!.trim() : null;
}

/** The file that the first library of routines has its BLAS from: distributions write the version into its name. */
async function blasOfRanks(): Promise<string | null> {
  const folder = fromRoot("build/native/libraries");
  const library = existsSync(folder) ? readdirSync(folder).find((name) => name.endsWith(".so")) : undefined;
  if (!library) return null;
  const { code, output } = await runProgram("ldd", [join(folder, library)], DEADLINE_MS);
  const path = code === 0 ? /=> (\S*(?:blas|mkl|blis)\S*)/i.exec(output)?.[1] : undefined;
  return path ? realpathSync(path) : null;
}
