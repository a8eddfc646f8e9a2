import type { LogLevel } from "../common/log.js";

/** What the launcher tells a rank through its environment. */
export interface RankEnvironment {
  /** gRPC target of the leash. */
  leash: string;
  launchToken: string;
  group: string;
  libraryDir: string;
  logLevel: LogLevel;
}

const logLevels: readonly string[] = ["debug", "info", "warn", "error", "silent"] satisfies LogLevel[];

/** @throws Error naming the variable that is missing */
export function readRankEnvironment(env: NodeJS.ProcessEnv): RankEnvironment {
  const need = (name: string): string => {
    const value = env[name];
    if (value === undefined || value === "") {
      throw new Error(`${name} is not set; ranks are started by the bridge's launcher, not by hand`);
    }
    return value;
  };
  const level = env.ATHANOR_LOG_LEVEL ?? "info";
  return {
    leash: need("ATHANOR_LEASH"),
    launchToken: need("ATHANOR_LAUNCH_TOKEN"),
    group: need("ATHANOR_GROUP"),
    libraryDir: need("ATHANOR_LIBRARY_DIR"),
    logLevel: logLevels.includes(level) ? (level as LogLevel) : "info",
  };
}
