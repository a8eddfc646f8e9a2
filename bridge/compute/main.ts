/**
 * A compute rank: `node dist/bridge/compute/main.js` under mpirun, with the environment of rank-environment.ts.
 * It starts MPI, holds the leash, and runs the jobs that come down it. stdout stays empty; stderr has JSON lines.
 */
import { hostname } from "node:os";
import { loadNative } from "../../native-libs/load.js";
import type { NativeAddon, NativeInfo } from "../../native-libs/native.js";
import { type BridgeMessage, type ChildLeash, openLeash } from "../common/child-leash.js";
import { createLog, type Logger } from "../common/log.js";
import { JobRunner } from "./job-runner.js";
import { type RankEnvironment, readRankEnvironment } from "./rank-environment.js";

const stopTimeoutMs = 5_000;
/** A bridge that has said Shutdown may close the leash before MPI is down. */
const shutdownWithoutLeashMs = 1_500;
const lostGroupTimeoutMs = 3_000;

class Rank {
  readonly #addon: NativeAddon;
  readonly #log: Logger;
  readonly #runner: JobRunner;
  #leash: ChildLeash | null = null;
  #stopping = false;

  constructor(addon: NativeAddon, info: NativeInfo, log: Logger) {
    this.#addon = addon;
    this.#log = log;
    this.#runner = new JobRunner(addon, info.rank, (message) => this.#leash?.send(message));
  }

  async holdLeash(environment: RankEnvironment, info: NativeInfo): Promise<void> {
    this.#leash = await openLeash({
      target: environment.leash,
      hello: {
        launchToken: environment.launchToken,
        kind: "rank",
        index: info.rank,
        pid: process.pid,
        host: hostname(),
        port: 0,
        nativeInfoJson: JSON.stringify(info),
        group: environment.group,
      },
      onMessage: (message) => this.#obey(message),
      onBroken: () => this.#leashBroke(),
    });
  }

  #obey(message: BridgeMessage): void {
    if (message.$case === "runJob") {
      void this.#runner.run(message.value).then(({ groupLost }) => {
        if (groupLost) this.#leaveLostGroup();
      });
    } else if (message.$case === "cancelJob") this.#runner.cancel(message.value.jobId);
    else if (message.$case === "shutdown") void this.#shutDown(message.value.reason);
    else this.#log.warn({ message: message.$case }, "a message that is not for ranks");
  }

  /** Reports first, then dies: mpirun ends the other ranks, which may be waiting in a collective for good. */
  #leaveLostGroup(): void {
    this.#log.error("the group has come apart; ending it");
    setTimeout(dieNow, lostGroupTimeoutMs);
    void this.#leash?.close().then(dieNow);
  }

  async #shutDown(reason: string): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    this.#log.debug({ reason }, "shutting down");
    setTimeout(dieNow, stopTimeoutMs);
    await this.#runner.drain();
    await this.#addon.stop();
    await this.#leash?.close();
    process.exit(0);
  }

  /** Not a word on stderr: its reader may be what died, and a full pipe would hold us here. */
  #leashBroke(): void {
    if (this.#stopping) setTimeout(dieNow, shutdownWithoutLeashMs);
    else dieNow();
  }
}

/**
 * Ends this process without asking anyone: exit handlers would run MPI's and wait for ranks that are gone, while the
 * MPI thread is inside a kernel. A rank holds nothing that outlives it.
 */
function dieNow(): void {
  process.kill(process.pid, "SIGKILL");
}

// Ctrl-C in a terminal reaches the whole process group; what it means is the bridge's to decide.
process.on("SIGINT", () => {});

const environment = readRankEnvironment(process.env);
const log = createLog(environment.logLevel, { process: "rank", group: environment.group });
try {
  const addon = loadNative();
  const info = await addon.start(environment.libraryDir);
  for (const { path, reason } of info.refused) log.warn({ path, reason }, "library refused");
  await new Rank(addon, info, log).holdLeash(environment, info);
  log.debug({ rank: info.rank, size: info.size }, "rank is ready");
} catch (error) {
  log.fatal({ err: error }, "rank could not start");
  dieNow();
}
