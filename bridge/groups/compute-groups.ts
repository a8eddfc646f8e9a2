import { AthanorError, type LibraryManifest } from "athanor-client/wire";
import type { Logger } from "pino";
import type { BridgeConfig } from "../common/config.js";
import { ComputeGroup } from "./compute-group.js";
import type { Launcher } from "./launcher/launcher.js";
import type { LeashServer } from "./leash.js";
import type { ComputeGroups, GroupJob, GroupJobEvents, GroupOutcome } from "./types.js";

export interface ComputeGroupPoolOptions {
  config: Pick<
    BridgeConfig,
    "groups" | "ranksPerGroup" | "libraryDir" | "logLevel" | "jobStallTimeoutMs" | "cancelGraceMs"
  >;
  launcher: Launcher;
  leash: LeashServer;
  log: Logger;
  helloDeadlineMs?: number;
  stragglerGraceMs?: number;
  /** From a shutdown message or a broken leash to SIGKILL. */
  graceMs?: number;
}

interface Waiter {
  resolve(group: ComputeGroup): void;
  reject(error: Error): void;
}

const librariesTimeoutMs = 30_000;

/** All compute groups of the bridge: warm, interchangeable, one job each at a time. */
export class ComputeGroupPool implements ComputeGroups {
  readonly #options: ComputeGroupPoolOptions;
  readonly #groups: ComputeGroup[];
  readonly #waiters: Waiter[] = [];
  readonly #libraryWaiters = new Set<Waiter>();
  #closed = false;

  constructor(options: ComputeGroupPoolOptions) {
    this.#options = options;
    this.#groups = Array.from({ length: options.config.groups }, (_, index) => this.#group(`group${index}`));
  }

  get ranksPerGroup(): number {
    return this.#options.config.ranksPerGroup;
  }

  get capacity(): number {
    return this.#closed ? 0 : this.#groups.length;
  }

  /** Starts the groups ahead of the first job; does not wait for them. */
  start(): void {
    for (const group of this.#groups) group.start();
  }

  async libraries(): Promise<LibraryManifest[]> {
    const known = this.#libraries();
    if (known !== null) return known;
    let waiter: Waiter | undefined;
    const first = new Promise<ComputeGroup>((resolve, reject) => {
      waiter = { resolve, reject };
      this.#libraryWaiters.add(waiter);
    });
    const text = `no compute group was ready within ${librariesTimeoutMs} ms; see the bridge's log`;
    const timer = setTimeout(
      () => waiter!.reject(new AthanorError("ATHANOR_GROUP_UNAVAILABLE", text)),
      librariesTimeoutMs,
    );
    try {
      return (await first).libraries!;
    } finally {
      clearTimeout(timer);
      this.#libraryWaiters.delete(waiter!);
    }
  }

  /** Throws ATHANOR_GROUP_UNAVAILABLE or ATHANOR_MPI_MISSING when no group comes up, ATHANOR_DRAINING after close(). */
  async run(job: GroupJob, events: GroupJobEvents, cancel: AbortSignal): Promise<GroupOutcome> {
    for (;;) {
      const group = await this.#claimIdle(cancel);
      if (group === null) return { kind: "killed" };
      const outcome = await group.run(job, events, cancel);
      if (outcome !== null) return outcome;
    }
  }

  status(): ReturnType<ComputeGroup["status"]>[] {
    return this.#groups.map((group) => group.status());
  }

  /** Orderly end of every group; running jobs end with it. */
  async close(reason = "the bridge shuts down"): Promise<void> {
    this.#closed = true;
    this.#rejectWaiters(new AthanorError("ATHANOR_DRAINING", `${reason}; try again when it is back`));
    await Promise.all(this.#groups.map((group) => group.close(reason)));
  }

  #libraries(): LibraryManifest[] | null {
    return this.#groups.find((group) => group.libraries !== null)?.libraries ?? null;
  }

  #group(name: string): ComputeGroup {
    const { config, launcher, leash, log } = this.#options;
    return new ComputeGroup({
      ...{ name, ranks: config.ranksPerGroup, libraryDir: config.libraryDir, logLevel: config.logLevel },
      ...{ launcher, leash, log },
      limits: {
        jobStallTimeoutMs: config.jobStallTimeoutMs,
        cancelGraceMs: config.cancelGraceMs,
        stragglerGraceMs: this.#options.stragglerGraceMs ?? 10_000,
      },
      helloDeadlineMs: this.#options.helloDeadlineMs ?? 60_000,
      graceMs: this.#options.graceMs ?? 3_000,
      onIdle: (group) => this.#idle(group),
      onUnavailable: (error) => this.#unavailable(error),
    });
  }

  /** null: cancelled while it waited. */
  #claimIdle(cancel: AbortSignal): Promise<ComputeGroup | null> {
    if (cancel.aborted) return Promise.resolve(null);
    if (this.#closed) throw new AthanorError("ATHANOR_DRAINING", "the bridge shuts down; try again when it is back");
    const idle = this.#groups.find((group) => group.isIdle);
    idle?.claim();
    return idle === undefined ? this.#waitForIdle(cancel) : Promise.resolve(idle);
  }

  #waitForIdle(cancel: AbortSignal): Promise<ComputeGroup | null> {
    return new Promise((resolve, reject) => {
      const onCancel = (): void => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        resolve(null);
      };
      const settling = <Value>(settle: (value: Value) => void) => {
        return (value: Value): void => {
          cancel.removeEventListener("abort", onCancel);
          settle(value);
        };
      };
      const waiter: Waiter = { resolve: settling<ComputeGroup>(resolve), reject: settling(reject) };
      cancel.addEventListener("abort", onCancel, { once: true });
      this.#waiters.push(waiter);
    });
  }

  #idle(group: ComputeGroup): void {
    for (const waiter of this.#libraryWaiters) waiter.resolve(group);
    const waiter = this.#waiters.shift();
    if (waiter === undefined) return;
    group.claim();
    waiter.resolve(group);
  }

  #unavailable(error: AthanorError): void {
    this.#options.log.error({ error: error.message }, "a compute group does not start");
    // While another group works, jobs can wait for it.
    if (this.#groups.every((group) => !["ready", "busy"].includes(group.status().state))) this.#rejectWaiters(error);
  }

  #rejectWaiters(error: AthanorError): void {
    for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
    for (const waiter of this.#libraryWaiters) waiter.reject(error);
  }
}
