import { AthanorError } from "athanor-client/wire";
import type { AttemptRecord } from "../catalog/types.js";
import type { BridgeMessage, ChildMessage } from "./leash-session.js";
import type { StoreRequests } from "./types.js";

type AttemptMessage = Extract<ChildMessage, { $case: "attemptComplete" }>["value"];

/**
 * What one life of a store asks of the bridge. Remembers the attempts under way, so that their reservations are freed
 * when the store dies before it could say how they ended.
 */
export class StoreAttempts {
  readonly #requests: StoreRequests;
  readonly #reply: (message: BridgeMessage) => void;
  readonly #open = new Map<string, { matrixId: string; part: number; attempt: string }>();

  constructor(requests: StoreRequests, reply: (message: BridgeMessage) => void) {
    this.#requests = requests;
    this.#reply = reply;
  }

  take(message: ChildMessage): void {
    switch (message.$case) {
      case "reserveBytes": {
        const { requestId, matrixId, part, attempt, totalBytes } = message.value;
        this.#answer(requestId, () => {
          this.#requests.reserve(matrixId, part, attempt, totalBytes);
          this.#open.set(keyOf(message.value), { matrixId, part, attempt });
        });
        break;
      }
      case "attemptComplete":
        this.#answer(message.value.requestId, () => {
          this.#requests.complete(recordOf(message.value));
          this.#open.delete(keyOf(message.value));
        });
        break;
      case "attemptEnded":
        this.#end(message.value);
        break;
      case "readerActive":
        this.#requests.readerActive(message.value.matrixId);
    }
  }

  /** The store is dead: none of its open attempts will complete. */
  endAll(): void {
    for (const attempt of this.#open.values()) this.#end(attempt);
  }

  #end(attempt: { matrixId: string; part: number; attempt: string }): void {
    this.#open.delete(keyOf(attempt));
    this.#requests.ended(attempt.matrixId, attempt.part, attempt.attempt);
  }

  #answer(requestId: number, act: () => void): void {
    try {
      act();
      this.#reply({ $case: "answer", value: { requestId, error: "", grpcStatus: 0 } });
    } catch (thrown) {
      const error = AthanorError.from(thrown);
      this.#reply({ $case: "answer", value: { requestId, error: error.message, grpcStatus: error.grpcStatus } });
    }
  }
}

const keyOf = (of: { matrixId: string; part: number; attempt: string }): string =>
  JSON.stringify([of.matrixId, of.part, of.attempt]);

function recordOf(value: AttemptMessage): AttemptRecord {
  const { matrixId, part, attempt, rows, bytes, crc32, path, declared } = value;
  const indexPath = value.indexed ? value.indexPath : null;
  return { matrixId, part, attempt, rows, bytes, crc32, path, indexPath, declared };
}
