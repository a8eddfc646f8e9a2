import { spawn } from "node:child_process";

export interface Ran {
  /** null: not found on PATH. */
  code: number | null;
  /** null: in time. */
  timedOutMs: number | null;
  output: string;
}

/** Runs a program to its end, or ends it (and all that it started) after `deadlineMs`. */
export function runProgram(
  command: string,
  args: string[],
  deadlineMs: number,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], env, detached: true });
    let output = "";
    let timedOutMs: number | null = null;
    const take = (chunk: Buffer) => {
      output = (output + chunk).slice(-8192);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    const timer = setTimeout(() => {
      timedOutMs = deadlineMs;
      process.kill(-child.pid!, "SIGKILL");
    }, deadlineMs);
    child.once("error", () => {
      clearTimeout(timer);
      resolve({ code: null, timedOutMs, output });
    });
    child.once("close", (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 1, timedOutMs, output: output.trim() });
    });
  });
}

/** The last line that says something. */
export function lastLine(text: string): string {
  return (
    text
      .split("\n")
      .filter((line) => line.trim() !== "")
      .at(-1)
      ?.trim() ?? ""
  );
}
