import { dirname, join } from "node:path";
import { AthanorError } from "athanor-client/wire";
import type { Logger } from "pino";
import type { UserCredential } from "../common/auth.js";
import type { BridgeConfig } from "../common/config.js";
import type { Launcher, StoreSettings } from "./launcher/launcher.js";
import type { LeashServer } from "./leash.js";
import { Life, type LifeEnd } from "./life.js";
import { StoreAttempts } from "./store-attempts.js";
import { Supervisor } from "./supervisor.js";
import type { StoreEndpoint, StoreRequests } from "./types.js";

export interface StorePoolOptions {
  config: Pick<
    BridgeConfig,
    "stores" | "storePorts" | "listen" | "tls" | "streamIdleTimeoutMs" | "maxMessageBytes" | "logLevel"
  >;
  /** The two tiers' directories, absolute; they exist. */
  directories: { memory: string | null; disk: string };
  /** Directories that die with the bridge. */
  ephemeral: string[];
  users: UserCredential[];
  capabilityKey: Buffer;
  requests: StoreRequests;
  launcher: Launcher;
  leash: LeashServer;
  log: Logger;
  helloDeadlineMs?: number;
  graceMs?: number;
}

interface Slot {
  index: number;
  supervisor: Supervisor;
  endpoint: StoreEndpoint | null;
  /** The port it had, for its next life: tickets that are out name it. */
  lastPort: number;
}

/** All store processes of the bridge, kept going. */
export class StorePool {
  readonly #options: StorePoolOptions;
  readonly #slots: Slot[];
  #failStart: (error: Error) => void = () => {};
  #noteReady: () => void = () => {};

  constructor(options: StorePoolOptions) {
    this.#options = options;
    const { stores, storePorts } = options.config;
    if (storePorts !== null && storePorts.to - storePorts.from + 1 < stores) {
      const text = `storePorts ${storePorts.from}-${storePorts.to} has fewer ports than there are stores (${stores}); widen it or lower stores`;
      throw new AthanorError("ATHANOR_BAD_CONFIG", text);
    }
    this.#slots = Array.from({ length: stores }, (_, index) => this.#slot(index));
  }

  /** Starts every store; resolves when all have said hello. Throws ATHANOR_STORE_LOST when one does not come up. */
  async start(): Promise<void> {
    const ready = new Promise<void>((resolve, reject) => {
      this.#failStart = reject;
      this.#noteReady = () => {
        if (this.#slots.every((slot) => slot.endpoint !== null)) resolve();
      };
    });
    for (const slot of this.#slots) slot.supervisor.start();
    await ready;
  }

  /** The stores that are up, as the bridge reaches them. */
  endpoints(): StoreEndpoint[] {
    return this.#slots.flatMap((slot) => slot.endpoint ?? []);
  }

  /** Where the bridge itself reaches a store: a unix socket beside the leash, which needs no certificate. */
  relayUrl(store: StoreEndpoint): string {
    return `unix:${this.#relaySocket(store.index)}`;
  }

  /** Tells every store that a matrix takes no more attempts. `error`: "ATHANOR_CODE: message" for late ones. */
  stopMatrix(matrixId: string, error: string): void {
    for (const { supervisor } of this.#slots) {
      supervisor.life?.sessions[0]?.send({ $case: "stopMatrix", value: { matrixId, error } });
    }
  }

  async close(reason = "the bridge shuts down"): Promise<void> {
    this.#failStart(new AthanorError("ATHANOR_DRAINING", reason));
    await Promise.all(this.#slots.map((slot) => slot.supervisor.close(reason)));
  }

  #slot(index: number): Slot {
    const { config, log } = this.#options;
    const supervisor = new Supervisor({
      name: `store${index}`,
      log,
      begin: (previous) => this.#begin(slot, previous),
      onReady: (life) => this.#ready(slot, life),
      onEnd: () => {
        slot.endpoint = null;
      },
      onUnavailable: (error) => {
        log.error({ error: error.message }, "a store does not start");
        this.#failStart(new AthanorError("ATHANOR_STORE_LOST", error.text, { cause: error }));
      },
    });
    const slot: Slot = {
      index,
      supervisor,
      endpoint: null,
      lastPort: config.storePorts === null ? 0 : config.storePorts.from + index,
    };
    return slot;
  }

  #begin(slot: Slot, previous: LifeEnd | null): Life {
    const { requests, launcher, leash, log, config } = this.#options;
    // Somebody else may have taken the free port it had before.
    if (config.storePorts === null && previous !== null && !previous.wasReady) slot.lastPort = 0;
    const name = `store${slot.index}`;
    const attempts = new StoreAttempts(requests, (message) => life.sessions[0]?.send(message));
    const life: Life = new Life({
      ...{ name, kind: "store", count: 1, firstIndex: slot.index, leash, log },
      helloDeadlineMs: this.#options.helloDeadlineMs ?? 20_000,
      graceMs: this.#options.graceMs ?? 3_000,
      start: (launchToken) =>
        launcher.launchStore({ name, launchToken, leash: leash.target, settings: this.#settings(slot) }),
      onMessage: (_, message) => attempts.take(message),
    });
    void life.ended.then(() => attempts.endAll());
    return life;
  }

  #ready(slot: Slot, life: Life): void {
    const { host, port, pid } = life.sessions[0]!.hello;
    slot.lastPort = port;
    slot.endpoint = { index: slot.index, host: reachable(host), port, pid };
    this.#options.log.info({ store: slot.index, port, pid }, "store is ready");
    this.#noteReady();
  }

  #relaySocket(index: number): string {
    return join(dirname(this.#options.leash.target.replace(/^unix:/, "")), `store${index}.sock`);
  }

  #settings(slot: Slot): StoreSettings {
    const { config, directories, users, capabilityKey } = this.#options;
    const { streamIdleTimeoutMs, maxMessageBytes, logLevel, tls } = config;
    return {
      ...{ index: slot.index, directories, users, tls, streamIdleTimeoutMs, maxMessageBytes, logLevel },
      host: config.listen.host,
      port: slot.lastPort,
      relaySocket: this.#relaySocket(slot.index),
      capabilityKey: capabilityKey.toString("base64"),
      ephemeral: this.#options.ephemeral,
    };
  }
}

/** A store that listens on all addresses is reached by the bridge on this host. */
function reachable(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  return host === "::" ? "::1" : host;
}
