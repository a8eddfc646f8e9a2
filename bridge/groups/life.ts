import type { Logger } from "pino";
import { type ChildEvent, type ChildInstruction, type ChildState, childStep, newChild } from "./child-state.js";
import type { Launched, ProcessExit } from "./launcher/launcher.js";
import type { LeashServer } from "./leash.js";
import type { ChildMessage, LeashSession } from "./leash-session.js";

/** How one life of a child ended. */
export interface LifeEnd {
  exit: ProcessExit;
  stderrTail: string;
  wasReady: boolean;
  /** Why the bridge ended it, or null: it died by itself. */
  endedBy: { reason: string; killed: boolean } | null;
  /** Index of the process whose leash broke first, or null. */
  firstBroken: number | null;
}

export interface LifeOptions {
  name: string;
  kind: "store" | "rank";
  /** How many processes will say hello. */
  count: number;
  /** Index that the first of them says; a launch's processes are numbered on from it. */
  firstIndex: number;
  leash: LeashServer;
  log: Logger;
  start(token: string): Launched;
  onMessage(index: number, message: ChildMessage): void;
  helloDeadlineMs: number;
  /** From shutdown or a broken leash to SIGKILL. */
  graceMs: number;
}

/** One launch from its start to the end of its last process. Carries out what child-state.ts decides. */
export class Life {
  readonly #options: LifeOptions;
  readonly #launched: Launched;
  readonly #closeDoor: () => void;
  readonly #sessions: LeashSession[] = [];
  readonly #timers: NodeJS.Timeout[] = [];
  #state: ChildState = newChild;
  #wasReady = false;
  #firstBroken: number | null = null;
  #exit: ProcessExit = { code: null, signal: null };
  #announceReady!: (ready: boolean) => void;
  #announceEnd!: (end: LifeEnd) => void;
  /** true once all have said hello; false if it ended before. */
  readonly ready = new Promise<boolean>((resolve) => {
    this.#announceReady = resolve;
  });
  /** Resolves when none of its processes lives and its files are gone. Never rejects. */
  readonly ended = new Promise<LifeEnd>((resolve) => {
    this.#announceEnd = resolve;
  });

  /** Throws what the launcher throws. */
  constructor(options: LifeOptions) {
    this.#options = options;
    const { kind, count, firstIndex } = options;
    const door = options.leash.expect({ kind, count, firstIndex, onSession: (session) => this.#admit(session) });
    this.#closeDoor = door.close;
    try {
      this.#launched = options.start(door.token);
    } catch (error) {
      door.close();
      throw error;
    }
    this.#after(options.helloDeadlineMs, { type: "helloDeadlinePassed" });
    void this.#launched.exited.then((exit) => {
      this.#exit = exit;
      this.#take({ type: "exited" });
    });
  }

  get phase(): ChildState["phase"] {
    return this.#state.phase;
  }

  /** By their index less firstIndex; complete once ready, with holes before. */
  get sessions(): readonly LeashSession[] {
    return this.#sessions;
  }

  /** Of the child that was launched: the store, or mpirun. */
  get pid(): number {
    return this.#launched.pid;
  }

  /** Marks it busy or ready again. */
  jobStarted(): void {
    this.#take({ type: "jobStarted" });
  }
  jobEnded(): void {
    this.#take({ type: "jobEnded" });
  }

  /** Orderly end: a shutdown message, then SIGKILL after the grace. */
  stop(reason: string): Promise<LifeEnd> {
    this.#take({ type: "stopAsked", reason });
    return this.ended;
  }

  kill(reason: string): Promise<LifeEnd> {
    this.#take({ type: "killAsked", reason });
    return this.ended;
  }

  #admit(session: LeashSession): void {
    const { pid } = session.hello;
    const index = session.hello.index - this.#options.firstIndex;
    this.#sessions[index] = session;
    session.listen({
      onMessage: (message) => this.#options.onMessage(index, message),
      onBroken: (cause) => this.#broken(index, cause),
      onHung: () => this.#take({ type: "wentSilent", reason: `process ${index} (pid ${pid}) sent no heartbeat` }),
    });
    if (this.#sessions.filter(Boolean).length === this.#options.count) this.#take({ type: "saidHello" });
  }

  #broken(index: number, cause: string): void {
    if (this.#firstBroken === null) {
      this.#firstBroken = index;
      this.#options.log.debug({ child: this.#options.name, index, cause }, "leash broke");
    }
    this.#take({ type: "leashBroken" });
  }

  #take(event: ChildEvent): void {
    const { state, instructions } = childStep(this.#state, event);
    this.#state = state;
    for (const instruction of instructions) this.#carryOut(instruction);
  }

  #carryOut(instruction: ChildInstruction): void {
    const reason = this.#state.endedBy?.reason ?? "";
    switch (instruction) {
      case "announceReady":
        this.#wasReady = true;
        this.#announceReady(true);
        break;
      case "sendShutdown":
        for (const session of this.#sessions) session?.send({ $case: "shutdown", value: { reason } });
        // Who has not said hello cannot be told.
        if (!this.#wasReady) this.#launched.kill();
        break;
      case "startGrace":
        this.#after(this.#options.graceMs, { type: "graceEnded" });
        break;
      case "killAll":
        this.#options.log.warn({ child: this.#options.name, reason }, "killing a child");
        this.#launched.kill();
        break;
      case "sweepAndAnnounceEnd":
        void this.#sweep();
    }
  }

  #after(ms: number, event: ChildEvent): void {
    const timer = setTimeout(() => this.#take(event), ms);
    timer.unref();
    this.#timers.push(timer);
  }

  /** Ranks can outlive their mpirun. They hold nothing worth a grace: what is left is killed until nothing is. */
  async #sweep(): Promise<void> {
    this.#closeDoor();
    for (const timer of this.#timers) clearTimeout(timer);
    for (let tries = 0; tries < 100 && this.#launched.members().length > 0; tries += 1) {
      this.#launched.kill();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    for (const session of this.#sessions) session?.break("its launch ended");
    await this.#launched.cleanUp().catch((error) => this.#options.log.warn({ error }, "could not remove MPI's files"));
    this.#announceReady(false);
    this.#announceEnd({
      exit: this.#exit,
      stderrTail: this.#launched.stderrTail(),
      wasReady: this.#wasReady,
      endedBy: this.#state.endedBy,
      firstBroken: this.#firstBroken,
    });
  }
}
