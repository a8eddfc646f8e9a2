import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { AthanorError, type EmbeddedBridge } from "athanor-client";
import { isErrorCode } from "athanor-client/wire";
import type { ConfigInput } from "./common/config-load.js";
import { fromRoot } from "./common/paths.js";

const START_DEADLINE_MS = 30_000;
const STOP_DEADLINE_MS = 15_000;
const STDERR_TAIL_BYTES = 4096;

export type { EmbeddedBridge };

/**
 * Starts a bridge as a child that ends when its standard input ends, hence with this process, however that ends.
 * Nothing of it keeps this process alive.
 * @param settings as in a configuration file
 * @throws AthanorError what the child said on stderr, or ATHANOR_DEADLINE
 */
export async function startEmbedded(settings: ConfigInput = {}): Promise<EmbeddedBridge> {
  const args = [fromRoot("bin/athanor.mjs"), "serve", "--embedded", "--json", "--config", "-"];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "pipe"] });
  const stderr = keepTail(child);
  // A child that is gone tells so by its exit.
  child.stdin!.on("error", () => {});
  // Not a file, which a forced exit would leave behind, nor an argument, which others could read.
  child.stdin!.write(`${JSON.stringify(settings)}\n`);
  try {
    const { url, token } = await firstLine(child, stderr);
    letGo(child);
    return { url, token, stop: () => end(child) };
  } catch (error) {
    // In order, so that its directories go with it.
    await end(child);
    throw error;
  }
}

function firstLine(child: ChildProcess, stderr: () => string): Promise<{ url: string; token: string }> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const text = `the embedded bridge was not ready within ${START_DEADLINE_MS / 1000} s${stderr()}; run \`athanor doctor\``;
      reject(new AthanorError("ATHANOR_DEADLINE", text));
    }, START_DEADLINE_MS);
    const settle = (act: () => void) => {
      clearTimeout(timer);
      act();
    };
    const lines = createInterface({ input: child.stdout! });
    lines.once("line", (line) => settle(() => parseAddress(line, resolve, reject)));
    child.once("error", (cause) => settle(() => reject(failed(`could not be started: ${cause.message}`, stderr))));
    child.once("close", (code, signal) =>
      settle(() => reject(failed(`ended at once (${signal ?? `code ${code}`})`, stderr))),
    );
  });
}

function parseAddress(
  line: string,
  resolve: (address: { url: string; token: string }) => void,
  reject: (error: Error) => void,
): void {
  try {
    resolve(JSON.parse(line) as { url: string; token: string });
  } catch {
    reject(
      new AthanorError("ATHANOR_INTERNAL", `the embedded bridge said ${line.slice(0, 200)} where its address was due`),
    );
  }
}

/** The child's own error where it gave one. */
function failed(what: string, stderr: () => string): AthanorError {
  const said = stderr();
  const own = said
    .split("\n")
    .map(ownError)
    .find((error) => error !== null);
  return own ?? new AthanorError("ATHANOR_INTERNAL", `the embedded bridge ${what}${said}; run \`athanor doctor\``);
}

/** What `serve --json` prints on stderr before it ends: {"error": {code, message, details}} on one line. */
function ownError(line: string): AthanorError | null {
  try {
    const { error } = JSON.parse(line) as {
      error: { code: string; message: string; details: Record<string, unknown> };
    };
    return isErrorCode(error.code) ? new AthanorError(error.code, error.message, { details: error.details }) : null;
  } catch {
    return null;
  }
}

/** The last of what the child says on stderr, for errors of its start. */
function keepTail(child: ChildProcess): () => string {
  let tail = "";
  child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    tail = (tail + text).slice(-STDERR_TAIL_BYTES);
  });
  return () => (tail.trim() === "" ? "" : `; it said:\n${tail.trim()}`);
}

/** From now on neither the child nor its pipes keep this process alive. */
function letGo(child: ChildProcess): void {
  child.unref();
  child.stdout!.resume();
  for (const pipe of [child.stdin!, child.stdout!, child.stderr!]) {
    pipe.on("error", () => {});
    (pipe as unknown as { unref?: () => void }).unref?.();
  }
}

/** Ends its standard input, which ends it; a child that does not listen is killed. */
async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.ref();
  child.stdin!.end();
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_DEADLINE_MS);
  await gone;
  clearTimeout(timer);
}
