import { accessSync, constants, mkdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { AthanorError } from "athanor-client/wire";
import type { Logger } from "pino";
import { CONTROL_PLANE_NODE_FLAGS, DATA_PLANE_NODE_FLAGS } from "../../common/node-flags.js";
import type { GroupLaunch, Launched, Launcher, StoreLaunch } from "./launcher.js";
import { mpirunArguments, mpirunEnvironment } from "./mpirun-command.js";
import { relayLine } from "./relay-line.js";
import { spawnSession } from "./spawned.js";

export interface LocalLauncherOptions {
  /** The bridge's run directory (0700); MPI's session files live below it. */
  runDir: string;
  log: Logger;
  /** Compiled entry points; by default those beside this file. */
  entries?: { store: string; compute: string };
  /** Name or path of mpirun. */
  mpirun?: string;
}

/** Starts stores as plain child processes and compute groups with Open MPI's mpirun, all on this host. */
export class LocalLauncher implements Launcher {
  readonly #options: LocalLauncherOptions;
  readonly #entries: { store: string; compute: string };
  #launches = 0;

  constructor(options: LocalLauncherOptions) {
    this.#options = options;
    this.#entries = options.entries ?? {
      store: fileURLToPath(new URL("../../store/main.js", import.meta.url)),
      compute: fileURLToPath(new URL("../../compute/main.js", import.meta.url)),
    };
  }

  launchStore(launch: StoreLaunch): Launched {
    const { leash, launchToken, settings } = launch;
    return spawnSession({
      command: process.execPath,
      arguments: [...DATA_PLANE_NODE_FLAGS, this.#entries.store],
      environment: { ...process.env, ATHANOR_STORE_CONFIG: JSON.stringify({ leash, launchToken, ...settings }) },
      onLine: this.#logLine(launch.name),
      cleanUp: () => Promise.resolve(),
    });
  }

  launchGroup(launch: GroupLaunch): Launched {
    const mpirun = findProgram(this.#options.mpirun ?? "mpirun");
    this.#launches += 1;
    // A directory of its own per launch: what a dying launch still writes never meets the next one.
    const sessionDir = join(this.#options.runDir, "mpi", `${launch.name}.${this.#launches}`);
    mkdirSync(sessionDir, { recursive: true, mode: 0o700 });
    return spawnSession({
      command: mpirun,
      arguments: mpirunArguments({
        ranks: launch.ranks,
        sessionDir,
        program: [process.execPath, ...CONTROL_PLANE_NODE_FLAGS, this.#entries.compute],
      }),
      environment: {
        ...process.env,
        ...mpirunEnvironment(sessionDir),
        ATHANOR_LEASH: launch.leash,
        ATHANOR_LAUNCH_TOKEN: launch.launchToken,
        ATHANOR_GROUP: launch.name,
        ATHANOR_LIBRARY_DIR: launch.libraryDir,
        ATHANOR_LOG_LEVEL: launch.logLevel,
      },
      onLine: this.#logLine(launch.name),
      cleanUp: () => rm(sessionDir, { recursive: true, force: true }),
    });
  }

  #logLine(child: string): (line: string) => void {
    return (line) => relayLine(this.#options.log, child, line);
  }
}

/** Throws ATHANOR_MPI_MISSING ahead of a spawn that could only fail. */
function findProgram(name: string): string {
  const candidates = name.includes("/")
    ? [name]
    : (process.env.PATH ?? "").split(delimiter).map((dir) => join(dir, name));
  for (const candidate of candidates) {
    try {
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {
      // the next folder
    }
  }
  throw new AthanorError(
    "ATHANOR_MPI_MISSING",
    `${name} is on no folder of PATH; install Open MPI (athanor doctor prints how)`,
  );
}
