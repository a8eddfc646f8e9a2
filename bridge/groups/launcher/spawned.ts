import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { identify, type ProcessId, sessionMembers, signalProcess } from "../process-table.js";
import type { Launched, ProcessExit } from "./launcher.js";

export interface SpawnOptions {
  command: string;
  arguments: string[];
  environment: NodeJS.ProcessEnv;
  /** Each line of stdout and stderr, as it comes. */
  onLine(line: string): void;
  cleanUp(): Promise<void>;
}

const tailBytes = 16 * 1024;

/**
 * Starts a child as the leader of its own session: a Ctrl-C at the terminal reaches the bridge alone, which then
 * ends its children in order, and whatever the child leaves behind is still found by its session.
 */
export function spawnSession(options: SpawnOptions): Launched {
  const child = spawn(options.command, options.arguments, {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: options.environment,
  });
  let tail = "";
  const take = (stream: Readable, keep: boolean): void => {
    // An oversized line is handed on whole; children of ours write lines.
    createInterface({ input: stream }).on("line", (line) => {
      if (keep) tail = `${tail}${line}\n`.slice(-tailBytes);
      options.onLine(line);
    });
  };
  take(child.stdout!, false);
  take(child.stderr!, true);
  const known = new Map<number, ProcessId>();
  const members = (): ProcessId[] => {
    if (child.pid === undefined) return [];
    for (const member of sessionMembers(child.pid)) known.set(member.pid, member);
    return [...known.values()].filter((member) => identify(member.pid)?.startTime === member.startTime);
  };
  return {
    pid: child.pid ?? -1,
    exited: exitOf(child, (line) => {
      tail = `${tail}${line}\n`;
    }),
    stderrTail: () => tail,
    members,
    kill: () => {
      for (const member of members()) signalProcess(member, "SIGKILL");
    },
    cleanUp: options.cleanUp,
  };
}

/** Resolves once the child has ended and its output was read, or shortly after its end if somebody else holds the pipe. */
function exitOf(child: ChildProcess, note: (line: string) => void): Promise<ProcessExit> {
  return new Promise((resolve) => {
    child.once("error", (error) => {
      note(error.message);
      resolve({ code: null, signal: null });
    });
    child.once("close", (code, signal) => resolve({ code, signal }));
    child.once("exit", (code, signal) => setTimeout(() => resolve({ code, signal }), 250));
  });
}
