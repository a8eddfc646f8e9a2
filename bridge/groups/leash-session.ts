import type { Hello, ToChild } from "athanor-client/wire";
import type { BridgeMessage, ChildMessage } from "../common/child-leash.js";

export type { BridgeMessage, ChildMessage };

export interface SessionListener {
  onMessage(message: ChildMessage): void;
  /** The leash broke: the child is dead or ending. Called once. */
  onBroken(cause: string): void;
  /** Nothing was heard for too long: the child hangs. Called once, ahead of `onBroken`. */
  onHung(): void;
}

/** The part of a gRPC stream that a session needs. */
export interface LeashStream {
  write(message: ToChild): boolean;
  end(): void;
}

const watchChecks = 6;

/** One child on its leash, from its welcome to its end. */
export class LeashSession {
  readonly hello: Hello;
  readonly #stream: LeashStream;
  readonly #watch: NodeJS.Timeout;
  #listener: SessionListener | null = null;
  #early: ChildMessage[] = [];
  #broken: string | null = null;
  #silentChecks = 0;

  /** `silenceMs`: how long a child may say nothing; it beats every 2 s. */
  constructor(hello: Hello, stream: LeashStream, silenceMs: number) {
    this.hello = hello;
    this.#stream = stream;
    // Counted in checks, not by the clock: when this process itself was held up, only one check is late, and the
    // child's beats that wait in the socket are read before the next.
    this.#watch = setInterval(() => this.#check(), silenceMs / watchChecks);
    this.#watch.unref();
  }

  /** Messages that came before a listener was there are handed over first. */
  listen(listener: SessionListener): void {
    this.#listener = listener;
    for (const message of this.#early.splice(0)) listener.onMessage(message);
    if (this.#broken !== null) listener.onBroken(this.#broken);
  }

  get isBroken(): boolean {
    return this.#broken !== null;
  }

  /** Queues one message, in order; nothing on a broken leash. */
  send(message: BridgeMessage): void {
    if (this.#broken === null) this.#stream.write({ body: message });
  }

  /** For the server: a message came. */
  receive(message: ChildMessage): void {
    // What was still on its way from a child that is gone must not meet its successor's job.
    if (this.#broken !== null) return;
    this.#silentChecks = 0;
    if (message.$case === "heartbeat" || message.$case === "hello") return;
    if (this.#listener === null) this.#early.push(message);
    else this.#listener.onMessage(message);
  }

  /** For the server: the stream ended, by either side. */
  break(cause: string): void {
    if (this.#broken !== null) return;
    this.#broken = cause;
    clearInterval(this.#watch);
    this.#stream.end();
    this.#listener?.onBroken(cause);
  }

  #check(): void {
    this.#silentChecks += 1;
    if (this.#silentChecks <= watchChecks) return;
    clearInterval(this.#watch);
    this.#listener?.onHung();
  }
}
