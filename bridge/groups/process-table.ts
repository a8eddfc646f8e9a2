import { readdirSync, readFileSync } from "node:fs";

/** A process beyond doubt: a pid alone may be another process's by the time it is used. */
export interface ProcessId {
  pid: number;
  /** Clock ticks since boot at which it started (field 22 of /proc/PID/stat). */
  startTime: string;
}

interface Stat extends ProcessId {
  state: string;
  session: number;
}

function readStat(pid: number): Stat | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return null;
  }
  // The second field is the command in parentheses and may itself hold spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { pid, state: fields[0]!, session: Number(fields[3]), startTime: fields[19]! };
}

const gone = (stat: Stat | null): boolean => stat === null || stat.state === "Z" || stat.state === "X";

/** The process that has this pid now, or null. */
export function identify(pid: number): ProcessId | null {
  const stat = readStat(pid);
  return stat === null || gone(stat) ? null : { pid, startTime: stat.startTime };
}

export function isAlive(process: ProcessId): boolean {
  const stat = readStat(process.pid);
  return stat !== null && !gone(stat) && stat.startTime === process.startTime;
}

/** Every living process of a session. A detached child leads one, so this finds what it left behind too. */
export function sessionMembers(session: number): ProcessId[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readStat(Number(name)))
    .filter((stat): stat is Stat => stat !== null && stat.session === session && !gone(stat))
    .map(({ pid, startTime }) => ({ pid, startTime }));
}

/** Signals exactly this process; false if it is gone. */
export function signalProcess(target: ProcessId, signal: NodeJS.Signals): boolean {
  if (!isAlive(target)) return false;
  try {
    return process.kill(target.pid, signal);
  } catch {
    return false;
  }
}
