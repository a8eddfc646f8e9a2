import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const PYTHON = fileURLToPath(new URL("../../../build/venv/bin/python", import.meta.url));
const SCENARIOS = fileURLToPath(new URL("./scenarios.py", import.meta.url));
const DEADLINE_MS = 45_000;

/** Runs one function of scenarios.py with pyarrow as the client; gives what it returned, through JSON. */
// biome-ignore lint/suspicious/noExplicitAny: each scenario has its own shape, which its test spells out
export async function pyarrow(scenario: string, uri: string, ...args: string[]): Promise<any> {
  const child = startPyarrow(scenario, uri, ...args);
  let output = "";
  let errors = "";
  child.stdout!.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr!.on("data", (chunk) => {
    errors += chunk;
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`scenario ${scenario} ended with ${code}: ${errors}`);
  return JSON.parse(output);
}

/** The same, for a test that wants to kill it. */
export function startPyarrow(scenario: string, uri: string, ...args: string[]): ChildProcess {
  const child = spawn(PYTHON, [SCENARIOS, scenario, uri, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const timer = setTimeout(() => child.kill("SIGKILL"), DEADLINE_MS);
  child.once("close", () => clearTimeout(timer));
  return child;
}
