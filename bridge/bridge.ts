import { randomBytes } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AthanorError } from "athanor-client/wire";
import { type Catalog, openCatalog } from "./catalog/catalog.js";
import { isOwned } from "./catalog/database.js";
import { sweepAbandoned } from "./common/abandoned-directories.js";
import { credentialsOf } from "./common/auth.js";
import { removeBridgeFile, writeBridgeFile } from "./common/bridge-file.js";
import type { BridgeConfig } from "./common/config.js";
import {
  type BridgeDirectories,
  clearLeftovers,
  makeEmbeddedDirectories,
  makeServeDirectories,
  removeEphemeral,
} from "./common/directories.js";
import type { Logger } from "./common/log.js";
import { offerSameHost } from "./common/same-host.js";
import { FlightServer, type TlsOptions } from "./flight/index.js";
import { ComputeGroupPool } from "./groups/compute-groups.js";
import { LocalLauncher } from "./groups/launcher/local.js";
import { LeashServer } from "./groups/leash.js";
import { StorePool } from "./groups/store-pool.js";
import type { StoreRequests } from "./groups/types.js";
import { Jobs } from "./jobs/index.js";
import { BridgeDomain } from "./service/bridge-domain.js";
import { FlightService } from "./service/flight-service.js";

type CleanUp = () => void | Promise<void>;

/** How long the ends of runs may take to be written down once their groups are gone. */
const runsEndMs = 2_000;

/** A running bridge: the parts, in the order in which they start; they end in the opposite one. */
export class Bridge {
  private stopping: Promise<void> | null = null;

  private constructor(
    readonly config: BridgeConfig,
    readonly url: string,
    private readonly domain: BridgeDomain,
    private readonly jobs: Jobs,
    private readonly cleanUps: CleanUp[],
    private readonly log: Logger,
  ) {}

  /**
   * Starts everything and resolves when clients can connect; the compute group may still be coming up. What had
   * started is stopped again when something fails.
   * @param signal gives the start up; without it a start may take as long as its stores do
   * @throws AthanorError ATHANOR_ALREADY_RUNNING, ATHANOR_BAD_CONFIG, ATHANOR_STORE_LOST, ATHANOR_DRAINING, ...
   */
  static async start(config: BridgeConfig, log: Logger, signal: AbortSignal): Promise<Bridge> {
    const cleanUps: CleanUp[] = [];
    try {
      const make: Make = (...parts) => new Bridge(config, ...parts, cleanUps, log);
      return await startParts(config, log, signal, cleanUps, make);
    } catch (error) {
      await runAll(cleanUps, log);
      throw error;
    }
  }

  /** Ends the bridge. With `drain`, running jobs may finish within drainTimeoutMs; a second call hurries the first. */
  stop({ drain }: { drain: boolean }): Promise<void> {
    this.domain.drain();
    if (!drain) void this.jobs.drain(0);
    this.stopping ??= this.shutDown(drain);
    return this.stopping;
  }

  private async shutDown(drain: boolean): Promise<void> {
    if (drain) await this.jobs.drain(this.config.drainTimeoutMs);
    await runAll(this.cleanUps, this.log);
  }
}

type Make = (url: string, domain: BridgeDomain, jobs: Jobs) => Bridge;

async function startParts(
  config: BridgeConfig,
  log: Logger,
  signal: AbortSignal,
  cleanUps: CleanUp[],
  make: Make,
): Promise<Bridge> {
  const directories = makeDirectories(config, log, cleanUps);
  const catalog = startCatalog(config, directories, log, cleanUps);
  let jobs: Jobs | null = null;
  // Runs whose groups were ended a moment ago write their ends down before the catalog is closed.
  cleanUps.push(() => within(runsEndMs, jobs?.drain(0)));
  const leash = await LeashServer.start({ socketPath: directories.leashSocket, log });
  cleanUps.push(() => leash.close());
  const launcher = new LocalLauncher({ runDir: directories.run, log });
  const groups = new ComputeGroupPool({ config, launcher, leash, log });
  cleanUps.push(() => groups.close());
  groups.start();
  const capabilityKey = loadKey(directories.state);
  const storePool = new StorePool({
    ...{ config, users: credentialsOf(config.users), capabilityKey },
    ...{ directories: directories.stores, ephemeral: directories.ephemeral },
    ...{ requests: storeRequests(catalog), launcher, leash, log },
  });
  cleanUps.push(() => storePool.close());
  await startStores(storePool, signal);
  catalog.matrices.onStopped((matrixId, error) => storePool.stopMatrix(matrixId, error));
  jobs = new Jobs({ catalog: catalog.matrices, records: catalog.jobs, groups, config, log });
  const domain = new BridgeDomain({
    ...{ config, catalog: catalog.matrices, jobs, storePool, groups, capabilityKey },
    sameHost: { memory: offerSameHost(directories.stores.memory), disk: offerSameHost(directories.stores.disk) },
  });
  cleanUps.push(() => domain.close());
  const waiting = jobs.recover();
  if (waiting > 0) log.info({ jobs: waiting }, "jobs of before wait again");
  const server = await listen(config, domain);
  cleanUps.push(() => server.close(1_000));
  const url = publicUrl(config, server.port);
  if (!config.embedded) announceInFile(config, directories.state, url, cleanUps);
  log.info({ url }, "bridge is ready");
  return make(url, domain, jobs);
}

/** @throws AthanorError ATHANOR_DRAINING when the signal comes first */
async function startStores(storePool: StorePool, signal: AbortSignal): Promise<void> {
  const giveUp = (): void => void storePool.close("the start was given up");
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    if (signal.aborted) throw new AthanorError("ATHANOR_DRAINING", "the start was given up");
    await storePool.start();
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}

function makeDirectories(config: BridgeConfig, log: Logger, cleanUps: CleanUp[]): BridgeDirectories {
  const swept = sweepAbandoned({ isOwned });
  if (swept.length > 0) log.info({ swept }, "removed what killed bridges left");
  const directories = config.embedded ? makeEmbeddedDirectories() : makeServeDirectories(config.stateDir);
  cleanUps.push(() => removeEphemeral(directories));
  return directories;
}

function startCatalog(config: BridgeConfig, directories: BridgeDirectories, log: Logger, cleanUps: CleanUp[]): Catalog {
  const catalog = openCatalog({
    directory: directories.state,
    stores: directories.stores,
    budgets: { memory: directories.memoryIsTmpfs ? config.memoryBudgetBytes : 0, disk: config.diskBudgetBytes },
    spare: { maxBytes: Math.floor(config.spareShare * config.memoryBudgetBytes), idleMs: config.spareIdleMs },
    defaultTtlMs: config.matrixTtlMs,
    durable: !config.embedded,
    onError: (error) => log.error({ error: String(error) }, "catalog"),
  });
  cleanUps.push(() => catalog.close());
  clearLeftovers(directories);
  log.info(catalog.recovery, "catalog is open");
  return catalog;
}

function storeRequests({ matrices }: Catalog): StoreRequests {
  return {
    reserve: (...request) => matrices.reserve(...request),
    complete: (attempt) => matrices.recordAttempt(attempt),
    ended: (...attempt) => matrices.endAttempt(...attempt),
    readerActive: (matrixId) => matrices.touch(matrixId),
  };
}

/** Signs tickets. Kept with the state, so that tickets survive a restart. */
function loadKey(state: string): Buffer {
  const path = join(state, "capability.key");
  try {
    const key = readFileSync(path);
    if (key.length === 32) return key;
  } catch {
    // The first start on this state directory.
  }
  const key = randomBytes(32);
  rmSync(path, { force: true });
  writeFileSync(path, key, { mode: 0o600, flag: "wx" });
  return key;
}

function listen(config: BridgeConfig, domain: BridgeDomain): Promise<FlightServer> {
  const { listen: address, maxMessageBytes, streamIdleTimeoutMs } = config;
  const options = { ...address, tls: readTls(config), maxMessageBytes, streamIdleTimeoutMs };
  return FlightServer.listen(new FlightService(domain), options);
}

function readTls({ tls }: BridgeConfig): TlsOptions | null {
  if (!tls) return null;
  const clientCa = tls.clientCaPath === null ? null : readFileSync(tls.clientCaPath);
  return { cert: readFileSync(tls.certPath), key: readFileSync(tls.keyPath), clientCa };
}

function publicUrl(config: BridgeConfig, port: number): string {
  const host = config.advertisedHost.includes(":") ? `[${config.advertisedHost}]` : config.advertisedHost;
  return `${config.tls ? "grpc+tls" : "grpc"}://${host}:${port}`;
}

function announceInFile(config: BridgeConfig, state: string, url: string, cleanUps: CleanUp[]): void {
  const { name, token } = config.users[0]!;
  const caPath = config.tls && resolve(config.tls.certPath);
  writeBridgeFile(state, { url, token, pid: process.pid, user: name, caPath });
  cleanUps.push(() => removeBridgeFile(state));
}

/** The opposite order of starting; one that fails does not keep the others from being done. */
async function runAll(cleanUps: CleanUp[], log: Logger | null): Promise<void> {
  for (const cleanUp of cleanUps.splice(0).reverse()) {
    try {
      await cleanUp();
    } catch (error) {
      log?.error({ error: String(error) }, "while stopping");
    }
  }
}

async function within(ms: number, work: Promise<void> | undefined): Promise<void> {
  await Promise.race([work, sleep(ms, undefined, { ref: false })]);
}
