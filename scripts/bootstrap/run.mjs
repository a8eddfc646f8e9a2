/**
 * Runs commands: output goes to the log; a failure shows its last lines.
 * Each command leads a process group of its own, so that an interrupt ends all of it (npm's compilers, make's jobs) and
 * is waited for before we go on. Nothing that was started stays behind.
 */
import { spawn, spawnSync } from "node:child_process";
import { appendFileSync, mkdirSync } from "node:fs";
import { constants } from "node:os";
import { BootstrapFailure, Interrupted } from "./failure.mjs";
import { buildDir, logFile, root } from "./paths.mjs";

const tailLines = 25;
const killAfterMs = 10_000;
let running = 0;

/** While a command runs, `run` answers interrupts; otherwise nobody does but whoever asks this. */
export const isAnythingRunning = () => running > 0;

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] added to this process's
 * @property {boolean} [show] output goes to the terminal instead of the log
 * @property {boolean} [allowFailure] a non-zero exit is returned instead of thrown
 */

/**
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ status: number, output: string }>}
 */
export async function run(command, args, options = {}) {
  const line = [command, ...args].join(" ");
  log(`\n$ ${line}\n`);
  const child = spawn(command, args, {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", options.show ? "inherit" : "pipe", options.show ? "inherit" : "pipe"],
    detached: true,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text) => {
      output += text;
      log(text);
    });
  }
  const status = await ended(child, command);
  if (status !== 0 && !options.allowFailure) throw failure(line, status, output);
  return { status, output };
}

/** @param {string} text */
function log(text) {
  mkdirSync(buildDir, { recursive: true });
  appendFileSync(logFile, text);
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {string} command
 * @returns {Promise<number>}
 */
function ended(child, command) {
  return new Promise((resolve, reject) => {
    /** @type {NodeJS.Signals | null} */
    let interruptedBy = null;
    /** @type {NodeJS.Timeout | undefined} */
    let killTimer;
    /** @param {NodeJS.Signals} signal */
    const interrupt = (signal) => {
      interruptedBy ??= signal;
      signalGroup(child.pid, signal);
      killTimer ??= setTimeout(() => signalGroup(child.pid, "SIGKILL"), killAfterMs);
    };
    process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
    running += 1;
    const done = () => {
      running -= 1;
      process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
      clearTimeout(killTimer);
    };
    child.once("error", (error) => {
      done();
      reject(new BootstrapFailure(`${command} could not be started: ${error.message}`));
    });
    child.once("close", (code, signal) => {
      if (child.pid === undefined) return;
      done();
      if (interruptedBy) reject(new Interrupted(interruptedBy));
      else resolve(code ?? 128 + constants.signals[signal ?? "SIGTERM"]);
    });
  });
}

/**
 * @param {number | undefined} pid
 * @param {NodeJS.Signals} signal
 */
function signalGroup(pid, signal) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended already.
  }
}

/**
 * @param {string} line
 * @param {number} status
 * @param {string} output
 */
function failure(line, status, output) {
  const tail = output.trimEnd().split("\n").slice(-tailLines).join("\n");
  return new BootstrapFailure(`${tail}\n\nfailed (exit ${status}): ${line}\nwhole output: ${logFile}`);
}

/**
 * A quick question to a program: its exit status and standard output. Never throws; a failed one is logged.
 * @param {string} command
 * @param {string[]} args
 * @param {import("node:child_process").SpawnSyncOptions} [options]
 */
export function ask(command, args, options = {}) {
  const answer = spawnSync(command, args, {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 60_000,
    ...options,
    encoding: "utf8",
  });
  if (answer.status !== 0) log(`\n? ${[command, ...args].join(" ")}\n${answer.stdout ?? ""}${answer.stderr ?? ""}`);
  return { ok: answer.status === 0, output: `${answer.stdout ?? ""}`.trim() };
}
