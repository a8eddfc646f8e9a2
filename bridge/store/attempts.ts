import type { AthanorError } from "athanor-client/wire";
import type { AttemptKey } from "./leash-requests.js";

/** How many stopped matrices are remembered; older ones are refused by the bridge's answers all the same. */
const stoppedMatricesKept = 10_000;

/** One DoPut stream that is being taken. */
export interface RunningAttempt {
  readonly key: AttemptKey;
  /** Aborted with the error to answer when the matrix stops taking attempts or the store leaves. */
  readonly stopped: AbortSignal;
  /** Call once, when nothing of the stream is left to do; true if the bridge should hear that the attempt ended. */
  finish(outcome: "recorded" | "discarded"): boolean;
}

interface Entry {
  key: AttemptKey;
  controller: AbortController;
}

/**
 * The attempts running in this store, so that they can be stopped together. The same attempt may run twice (a client
 * that lost its answer sends it again while the first stream still hangs), so streams are counted per attempt.
 */
export class Attempts {
  private readonly running = new Set<Entry>();
  /** Matrix id → why it takes no more; insertion order is age. */
  private readonly stoppedMatrices = new Map<string, AthanorError>();
  /** Matrix id → attempts of it that the bridge has recorded from here. */
  private readonly recorded = new Map<string, Set<string>>();
  private closedBy: AthanorError | null = null;
  private wake: (() => void)[] = [];

  get count(): number {
    return this.running.size;
  }

  /** @throws the error with which the matrix, or the store, was stopped */
  start(key: AttemptKey): RunningAttempt {
    const refusal = this.closedBy ?? this.stoppedMatrices.get(key.matrixId);
    if (refusal) throw refusal;
    const entry: Entry = { key, controller: new AbortController() };
    this.running.add(entry);
    return {
      key,
      stopped: entry.controller.signal,
      finish: (outcome) => this.finish(entry, outcome),
    };
  }

  /** Ends the matrix's attempts with this error and refuses new ones. */
  stopMatrix(matrixId: string, error: AthanorError): void {
    this.recorded.delete(matrixId);
    this.stoppedMatrices.delete(matrixId);
    this.stoppedMatrices.set(matrixId, error);
    for (const oldest of this.stoppedMatrices.keys()) {
      if (this.stoppedMatrices.size <= stoppedMatricesKept) break;
      this.stoppedMatrices.delete(oldest);
    }
    for (const { key, controller } of this.running) {
      if (key.matrixId === matrixId) controller.abort(error);
    }
  }

  /** Ends all attempts with this error and refuses new ones. */
  stopAll(error: AthanorError): void {
    this.closedBy = error;
    for (const { controller } of this.running) controller.abort(error);
  }

  /** Refuses new attempts; the running ones go on. */
  refuseNew(error: AthanorError): void {
    this.closedBy = error;
  }

  /** Resolves when no attempt runs, or after the time: true if none does. */
  async idle(timeoutMs: number): Promise<boolean> {
    if (this.running.size === 0) return true;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
      this.wake.push(resolve);
    });
    clearTimeout(timer);
    return this.running.size === 0;
  }

  private finish(entry: Entry, outcome: "recorded" | "discarded"): boolean {
    this.running.delete(entry);
    const { matrixId } = entry.key;
    const name = nameOf(entry.key);
    if (outcome === "recorded" && !this.stoppedMatrices.has(matrixId)) {
      const recorded = this.recorded.get(matrixId) ?? new Set<string>();
      this.recorded.set(matrixId, recorded.add(name));
    }
    if (this.running.size === 0) for (const wake of this.wake.splice(0)) wake();
    if (outcome === "recorded" || this.recorded.get(matrixId)?.has(name)) return false;
    // A late death of one stream must not free what its repeat holds.
    for (const other of this.running) if (other.key.matrixId === matrixId && nameOf(other.key) === name) return false;
    return true;
  }
}

function nameOf({ part, attempt }: AttemptKey): string {
  return `${part}/${attempt}`;
}
