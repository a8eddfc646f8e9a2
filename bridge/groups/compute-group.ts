import { AthanorError, type LibraryManifest } from "athanor-client/wire";
import type { Logger } from "pino";
import type { NativeInfo } from "../../native-libs/native.js";
import { GroupRunner, type RunLimits } from "./group-runner.js";
import type { Launcher } from "./launcher/launcher.js";
import type { LeashServer } from "./leash.js";
import { Life } from "./life.js";
import { Supervisor } from "./supervisor.js";
import type { GroupJob, GroupJobEvents, GroupOutcome } from "./types.js";

export interface ComputeGroupOptions {
  name: string;
  ranks: number;
  libraryDir: string;
  logLevel: string;
  launcher: Launcher;
  leash: LeashServer;
  log: Logger;
  limits: RunLimits;
  /** mpirun, MPI_Init on all ranks and the loading of the libraries. */
  helloDeadlineMs: number;
  graceMs: number;
  onIdle(group: ComputeGroup): void;
  onUnavailable(error: AthanorError): void;
}

/** One compute group, kept warm: its ranks wait for the next job without an MPI call. */
export class ComputeGroup {
  readonly #options: ComputeGroupOptions;
  readonly #supervisor: Supervisor;
  #runner: GroupRunner | null = null;
  #claimed = false;
  #sequence = 0;
  #libraries: LibraryManifest[] | null = null;

  constructor(options: ComputeGroupOptions) {
    this.#options = options;
    this.#supervisor = new Supervisor({
      name: options.name,
      log: options.log,
      begin: () => this.#begin(),
      onReady: (life) => this.#ready(life),
      onEnd: (end) => this.#runner?.groupEnded(end),
      onUnavailable: options.onUnavailable,
    });
  }

  get name(): string {
    return this.#options.name;
  }

  get isIdle(): boolean {
    return this.#supervisor.life?.phase === "ready" && !this.#claimed;
  }

  /** Keeps an idle group for one run(), which gives it free again. */
  claim(): void {
    this.#claimed = true;
  }

  /** From the ranks' hello; null before the first. */
  get libraries(): LibraryManifest[] | null {
    return this.#libraries;
  }

  status(): { name: string; ranks: number; state: string; restarts: number; pids: number[]; launcher: number | null } {
    const life = this.#supervisor.life;
    return {
      name: this.name,
      ranks: this.#options.ranks,
      state: life?.phase ?? "restarting",
      restarts: this.#supervisor.restarts,
      pids: life?.sessions.filter(Boolean).map((session) => session.hello.pid) ?? [],
      launcher: life?.pid ?? null,
    };
  }

  start(): void {
    this.#supervisor.start();
  }

  /**
   * Only on a claimed group. Resolves when no rank works on the job any more; never rejects. null: the group had died
   * before the job began.
   */
  async run(job: GroupJob, events: GroupJobEvents, cancel: AbortSignal): Promise<GroupOutcome | null> {
    const life = this.#supervisor.life;
    let outcome: GroupOutcome | null = null;
    if (life?.phase === "ready") {
      this.#sequence += 1;
      this.#runner = new GroupRunner(life, job, events, this.#options.limits);
      this.#runner.start(this.#sequence, cancel);
      outcome = await this.#runner.outcome;
      this.#runner = null;
    }
    this.#claimed = false;
    if (this.isIdle) this.#options.onIdle(this);
    return outcome;
  }

  close(reason: string): Promise<void> {
    return this.#supervisor.close(reason);
  }

  #begin(): Life {
    const { name, ranks, libraryDir, logLevel, launcher, leash, log, helloDeadlineMs, graceMs } = this.#options;
    return new Life({
      ...{ name, kind: "rank", count: ranks, firstIndex: 0, leash, log, helloDeadlineMs, graceMs },
      start: (launchToken) =>
        launcher.launchGroup({ name, launchToken, leash: leash.target, ranks, libraryDir, logLevel }),
      onMessage: (rank, message) => this.#runner?.take(rank, message),
    });
  }

  #ready(life: Life): void {
    const { name, ranks, log, onIdle, onUnavailable } = this.#options;
    const info = JSON.parse(life.sessions[0]!.hello.nativeInfoJson) as NativeInfo;
    if (info.size !== ranks) {
      const text = `${name} has ${ranks} ranks, but MPI says ${info.size}: mpirun and the addon's MPI library are not of the same installation; run athanor doctor`;
      onUnavailable(new AthanorError("ATHANOR_GROUP_UNAVAILABLE", text));
      void life.kill(text);
      return;
    }
    for (const { path, reason } of info.refused) log.warn({ path, reason }, "a library was refused");
    this.#libraries = info.libraries.map((library) => JSON.parse(library.manifest) as LibraryManifest);
    log.info({ group: name, ranks, mpi: info.mpi, blas: info.blas }, "compute group is ready");
    if (this.isIdle) onIdle(this);
  }
}
