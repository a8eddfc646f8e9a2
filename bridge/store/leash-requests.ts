import { AthanorError, type AttemptComplete } from "athanor-client/wire";
import type { ChildMessage } from "../common/child-leash.js";

/** One attempt of one part, as all messages about it name it. */
export interface AttemptKey {
  matrixId: string;
  part: number;
  attempt: string;
}

/** What the bridge is asked to record; the request id is added here. */
export type CompleteFacts = Omit<AttemptComplete, "requestId">;

interface Pending {
  resolve(refusal: AthanorError | null): void;
  reject(error: AthanorError): void;
}

/** How long the bridge may take to answer. */
const answerTimeoutMs = 30_000;

/** Questions to the bridge over the leash: each has an id, an answer that repeats it, and a deadline. */
export class LeashRequests {
  private nextId = 1;
  private readonly pending = new Map<number, Pending>();

  constructor(
    private readonly send: (message: ChildMessage) => void,
    private readonly timeoutMs = answerTimeoutMs,
  ) {}

  /** Grows the attempt's reservation to `totalBytes`. @throws the bridge's refusal, or why it did not answer */
  async reserve(key: AttemptKey, totalBytes: number): Promise<void> {
    const refusal = await this.ask((requestId) => ({
      $case: "reserveBytes",
      value: { requestId, ...pick(key), totalBytes },
    }));
    if (refusal) throw refusal;
  }

  /**
   * Has the bridge record a complete attempt; null when it did, else its refusal.
   * @throws AthanorError why it did not answer: whether the attempt is recorded is unknown then
   */
  complete(facts: CompleteFacts): Promise<AthanorError | null> {
    return this.ask((requestId) => ({ $case: "attemptComplete", value: { requestId, ...facts } }));
  }

  ended(key: AttemptKey, reason: string): void {
    this.send({ $case: "attemptEnded", value: { ...pick(key), reason } });
  }

  readerActive(matrixId: string): void {
    this.send({ $case: "readerActive", value: { matrixId } });
  }

  /** Hands an answer to whoever asked; one that came after the deadline is nobody's. */
  answer(answer: { requestId: number; error: string }): void {
    const pending = this.pending.get(answer.requestId);
    this.pending.delete(answer.requestId);
    if (!pending) return;
    pending.resolve(answer.error === "" ? null : AthanorError.from(new Error(answer.error)));
  }

  /** The leash is gone: no answer will come. */
  failAll(error: AthanorError): void {
    for (const pending of this.pending.values()) pending.reject(error);
    this.pending.clear();
  }

  private ask(message: (requestId: number) => ChildMessage): Promise<AthanorError | null> {
    const requestId = this.nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.pending.delete(requestId);
        const text = `the bridge did not answer its store within ${this.timeoutMs} ms; send the part again`;
        reject(new AthanorError("ATHANOR_DEADLINE", text));
      }, this.timeoutMs);
      const settle = <Value>(by: (value: Value) => void) => {
        return (value: Value): void => {
          clearTimeout(timer);
          by(value);
        };
      };
      this.pending.set(requestId, { resolve: settle(resolve), reject: settle(reject) });
      this.send(message(requestId));
    });
  }
}

function pick({ matrixId, part, attempt }: AttemptKey): AttemptKey {
  return { matrixId, part, attempt };
}
