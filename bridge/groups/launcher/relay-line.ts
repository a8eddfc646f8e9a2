import type { Logger } from "pino";

const levels = new Map([
  [10, "trace"],
  [20, "debug"],
  [30, "info"],
  [40, "warn"],
  [50, "error"],
  [60, "fatal"],
] as const);

/** Puts a line that a child wrote into the bridge's log: its own log lines (JSON, pino's) at their level, others as info. */
export function relayLine(log: Logger, child: string, line: string): void {
  if (line.trim() === "") return;
  const parsed = line.startsWith("{") ? parse(line) : null;
  const level = parsed === null ? undefined : levels.get(parsed.level as 10);
  if (parsed === null || level === undefined) {
    log.info({ child }, line);
    return;
  }
  const { level: _level, time: _time, pid: childPid, process: _process, msg, ...facts } = parsed;
  log[level]({ ...facts, child, childPid }, String(msg ?? ""));
}

function parse(line: string): Record<string, unknown> | null {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return null;
  }
}
