import { readFileSync, rmSync } from "node:fs";
import { AthanorError } from "athanor-client/wire";
import { tokenCheck } from "../common/auth.js";
import { type BridgeMessage, type ChildLeash, openLeash } from "../common/child-leash.js";
import { createLog, type Logger } from "../common/log.js";
import { FlightServer, type TlsOptions } from "../flight/index.js";
import { Attempts } from "./attempts.js";
import { StoreDirectories } from "./directories.js";
import { releaseMemoryWhenIdle } from "./idle-memory.js";
import { LeashRequests } from "./leash-requests.js";
import { unfinishedSuffix } from "./part-names.js";
import { type StoreConfig, takeStoreConfig } from "./store-config.js";
import { storeHandler } from "./store-handler.js";
import { addonMissing } from "./transfer-addon.js";

/** How long running streams may go on once the bridge asked the store to shut down. */
const shutdownGraceMs = 2_000;
/** A store whose bridge died is gone after this, whatever still hangs. */
const brokenLeashLimitMs = 1_900;
/** How long streams have, then, to delete their files. */
const brokenLeashGraceMs = 1_000;

/** A store process: moves bytes between Flight streams and part files. Runs no kernel, loads no MPI. */
class StoreProcess {
  private readonly log: Logger;
  private readonly directories: StoreDirectories;
  private readonly attempts = new Attempts();
  private readonly requests = new LeashRequests((message) => this.leash?.send(message));
  /** The clients' port, and the bridge's own socket. */
  private servers: FlightServer[] = [];
  private leash: ChildLeash | null = null;
  private leaving = false;

  constructor(private readonly config: StoreConfig) {
    this.log = createLog(config.logLevel, { process: "store", index: config.index });
    this.directories = new StoreDirectories(config.directories);
  }

  async start(): Promise<void> {
    const { config } = this;
    if (addonMissing)
      this.log.warn({ cause: addonMissing.message }, "uploads take more of the processor than they need");
    await this.directories.sweep(unfinishedSuffix(config.index));
    const port = await this.listen();
    releaseMemoryWhenIdle(this.servers);
    this.leash = await openLeash({
      target: config.leash,
      hello: {
        launchToken: config.launchToken,
        kind: "store",
        index: config.index,
        pid: process.pid,
        host: config.host,
        port,
        nativeInfoJson: "",
        group: "",
      },
      onMessage: (message) => this.hear(message),
      onBroken: (cause) => this.leaveAlone(cause),
    });
    this.log.info({ uri: this.servers[0]?.uri }, "store is ready");
  }

  /** Takes no new streams, lets those that run end, and exits 0. */
  async shutDown(reason: string): Promise<void> {
    if (this.leaving) return;
    this.leaving = true;
    this.log.info({ reason, attempts: this.attempts.count }, "store is shutting down");
    const draining = new AthanorError("ATHANOR_DRAINING", "the store is shutting down; send the part again later");
    this.attempts.refuseNew(draining);
    await this.closeServers(shutdownGraceMs);
    this.attempts.stopAll(draining);
    await this.attempts.idle(brokenLeashGraceMs);
    await this.leash?.close();
    process.exit(0);
  }

  /** Serves the port, and the bridge's socket where there is one; returns the port. */
  private async listen(): Promise<number> {
    const { config } = this;
    const handler = storeHandler({
      authenticate: tokenCheck(config.users),
      capabilityKey: Buffer.from(config.capabilityKey, "base64"),
      storeIndex: config.index,
      directories: this.directories,
      attempts: this.attempts,
      requests: this.requests,
      log: this.log,
    });
    const { host, port, relaySocket, maxMessageBytes, streamIdleTimeoutMs } = config;
    const limits = { maxMessageBytes, streamIdleTimeoutMs };
    const open = await FlightServer.listen(handler, { host, port, tls: readTls(config.tls), ...limits });
    this.servers = [open];
    if (relaySocket !== null) {
      // A killed predecessor leaves its socket behind.
      rmSync(relaySocket, { force: true });
      this.servers.push(await FlightServer.listen(handler, { socketPath: relaySocket, ...limits }));
    }
    return open.port;
  }

  private async closeServers(graceMs: number): Promise<void> {
    await Promise.all(this.servers.map((server) => server.close(graceMs)));
  }

  private hear(message: BridgeMessage): void {
    if (message.$case === "answer") this.requests.answer(message.value);
    else if (message.$case === "shutdown") void this.shutDown(message.value.reason);
    else if (message.$case === "stopMatrix") {
      const { matrixId, error } = message.value;
      this.attempts.stopMatrix(matrixId, AthanorError.from(new Error(error)));
    } else this.log.warn({ message: message.$case }, "the bridge sent a store what is not for it");
  }

  /** The bridge has gone: what was not acknowledged is deleted, and this process ends. */
  private async leaveAlone(cause: Error): Promise<void> {
    this.leaving = true;
    setTimeout(() => this.exitAlone(), brokenLeashLimitMs);
    this.log.error({ cause: cause.message }, "the leash broke: the bridge has gone, so does its store");
    const lost = new AthanorError("ATHANOR_STORE_LOST", "the bridge of this store has gone; connect to it again");
    this.attempts.stopAll(lost);
    this.requests.failAll(lost);
    const closed = this.closeServers(0).catch(() => undefined);
    await this.attempts.idle(brokenLeashGraceMs);
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 200))]);
    this.exitAlone();
  }

  private exitAlone(): never {
    try {
      // Other stores of the host may be doing the same, and ranks be closing their files.
      for (const path of this.config.ephemeral) {
        rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
      }
    } catch (error) {
      this.log.error({ error: String(error) }, "the directories of the bridge could not be removed");
    }
    process.exit(1);
  }
}

function readTls(tls: StoreConfig["tls"]): TlsOptions | null {
  if (!tls) return null;
  const clientCa = tls.clientCaPath === null ? null : readFileSync(tls.clientCaPath);
  return { cert: readFileSync(tls.certPath), key: readFileSync(tls.keyPath), clientCa };
}

async function main(): Promise<void> {
  // Ctrl-C in a terminal reaches the whole process group; the bridge decides what it means.
  process.on("SIGINT", () => {});
  const store = new StoreProcess(takeStoreConfig(process.env));
  process.on("SIGTERM", () => void store.shutDown("SIGTERM"));
  await store.start();
}

main().catch((error) => {
  process.stderr.write(`store: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
