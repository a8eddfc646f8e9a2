import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { TestBridge } from "./with-bridge.js";

const PROGRAM = new URL("../../bin/athanor.mjs", import.meta.url).pathname;
const DEADLINE_MS = 60_000;

export interface CliResult {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** stdout as the one JSON object that `--json` prints. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever a command prints
  json: any;
}

/** Starts the CLI as a shell would, with no bridge of this user in sight unless one is given. */
export function startCli(args: string[], bridge?: TestBridge, env: Record<string, string> = {}): ChildProcess {
  const address = bridge ? { ATHANOR_URL: bridge.url, ATHANOR_TOKEN: bridge.token } : {};
  const base = { ...process.env, ATHANOR_URL: "", ATHANOR_TOKEN: "", XDG_STATE_HOME: "/nonexistent" };
  return spawn(process.execPath, [PROGRAM, ...args], {
    env: { ...base, ...address, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Runs the CLI to its end. */
export function runCli(args: string[], bridge?: TestBridge, env: Record<string, string> = {}): Promise<CliResult> {
  return resultOf(startCli(args, bridge, env));
}

export async function resultOf(child: ChildProcess): Promise<CliResult> {
  let stdout = "";
  let stderr = "";
  child.stdout!.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), DEADLINE_MS);
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  clearTimeout(timer);
  return {
    ...{ code, signal, stdout, stderr },
    get json() {
      return JSON.parse(stdout);
    },
  };
}
