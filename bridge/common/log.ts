import { type Logger, pino } from "pino";

export type { Logger };
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/**
 * A logger of JSON lines on stderr: stdout belongs to what a command prints. Writes are synchronous, so that the last
 * words of a process that ends itself are not lost.
 * @param facts go on every line, such as { process: "store", index: 0 }
 */
export function createLog(level: LogLevel, facts: Record<string, unknown>): Logger {
  return pino(
    { level, base: { pid: process.pid, ...facts }, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ fd: 2, sync: true }),
  );
}
