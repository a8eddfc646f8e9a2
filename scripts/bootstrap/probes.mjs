/** Finds out which needs are met. Answers depend on PATH and the usual CMake variables only, never on a package manager. */
import { accessSync, constants, existsSync, realpathSync, rmSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { at, buildDir } from "./paths.mjs";
import { ask } from "./run.mjs";
import { fingerprintOfText } from "./stamps.mjs";

/** @typedef {import("./needs.mjs").Need} Need */

/**
 * @param {string} program
 * @returns {string | null} its path
 */
export function onPath(program, path = process.env.PATH ?? "") {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const candidate = join(folder, program);
    try {
      accessSync(candidate, constants.X_OK);
      if (statSync(candidate).isFile()) return candidate;
    } catch {
      // Not here; the next folder may have it.
    }
  }
  return null;
}

/**
 * The needs of `wanted` that are not met.
 * @param {Need[]} wanted
 * @returns {Need[]}
 */
export function missingOf(wanted) {
  const libraries = wanted.some((need) => need.library) ? probeLibraries() : null;
  return wanted.filter((need) => !isMet(need, libraries));
}

/**
 * @param {Need} need
 * @param {Record<string, boolean> | null} libraries null: could not be asked, for want of CMake or a compiler
 */
function isMet(need, libraries) {
  if (need.programs && !need.programs.every((program) => onPath(program))) return false;
  if (need.file && !existsSync(need.file)) return false;
  if (need.pythonModule && !ask("python3", ["-c", `import venv, ${need.pythonModule}`]).ok) return false;
  if (need.sharedLibraries && !canLoad(need.sharedLibraries)) return false;
  if (need.library) return libraries?.[need.library] ?? false;
  return true;
}

/** @param {string[]} names */
const canLoad = (names) =>
  ask("python3", ["-c", "import ctypes, sys; [ctypes.CDLL(name) for name in sys.argv[1:]]", ...names]).ok;

/** @returns {Record<string, boolean> | null} */
function probeLibraries() {
  if (!["cmake", "make", "gcc", "g++"].every((program) => onPath(program))) return null;
  const scratch = join(buildDir, "probe");
  rmSync(scratch, { recursive: true, force: true });
  try {
    const { output } = ask("cmake", ["-S", at("scripts/bootstrap/probe"), "-B", scratch]);
    const answers = /probe (.*)/.exec(output)?.[1];
    return answers ? Object.fromEntries(answers.split(" ").map(readAnswer)) : null;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * @param {string} answer such as "mpi=TRUE"
 * @returns {[string, boolean]}
 */
function readAnswer(answer) {
  const [library = "", found = ""] = answer.split("=");
  return [library, /^(true|1|on|yes)$/i.test(found)];
}

const toolchainVariables = ["CC", "CXX", "CMAKE_PREFIX_PATH", "MPI_HOME", "BLA_VENDOR", "CONDA_PREFIX"];

/** Changes when a build would use other tools: other programs on PATH, other variables. A CMake cache is good for one. */
export function toolchainFingerprint() {
  const tools = ["gcc", "g++", "cmake", "make", "mpicc", "mpirun", "python3", "node"].map((program) => {
    const path = onPath(program);
    return path ? `${realpathSync(path)} ${statSync(path).mtimeMs}` : `no ${program}`;
  });
  const variables = toolchainVariables.map((name) => `${name}=${process.env[name] ?? ""}`);
  return fingerprintOfText(...tools, ...variables, process.version);
}

/** Changes also when Debian packages were installed or removed: probes are asked again then. */
export function systemFingerprint() {
  const dpkg = statSync("/var/lib/dpkg/status", { throwIfNoEntry: false })?.mtimeMs ?? "no dpkg";
  return fingerprintOfText(toolchainFingerprint(), String(dpkg));
}
