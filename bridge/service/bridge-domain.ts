import { totalmem } from "node:os";
import {
  type Advice,
  type AdviseRequest,
  AthanorError,
  type BridgeStatus,
  FlightChannel,
  type LibraryManifest,
  type SameHostOffer,
  type UploadTarget,
} from "athanor-client/wire";
import { advise } from "../advise/model.js";
import { knownRates } from "../advise/rates.js";
import type { MatrixCatalog, MatrixRecord } from "../catalog/types.js";
import { credentialsOf, tokenCheck } from "../common/auth.js";
import { signCapability, verifyCapability } from "../common/capability.js";
import type { Capability, Tier } from "../common/capability-types.js";
import type { BridgeConfig } from "../common/config.js";
import { VERSION } from "../common/version.js";
import type { ComputeGroupPool } from "../groups/compute-groups.js";
import type { StorePool } from "../groups/store-pool.js";
import type { StoreEndpoint } from "../groups/types.js";
import type { Domain, JobsService } from "./domain.js";

export interface DomainParts {
  config: BridgeConfig;
  catalog: MatrixCatalog;
  jobs: JobsService;
  storePool: StorePool;
  groups: ComputeGroupPool;
  capabilityKey: Uint8Array;
  /** Where matrices are, and how clients of this host prove that they see it. */
  sameHost: Record<Tier, SameHostOffer>;
}

/** The Domain of a running bridge: its parts, and the few decisions that need several of them. */
export class BridgeDomain implements Domain {
  readonly config: BridgeConfig;
  readonly catalog: MatrixCatalog;
  readonly jobs: JobsService;
  readonly authenticate: (bearerToken: string | null) => string;
  private readonly channels = new Map<string, FlightChannel>();
  private readonly startedAtMs = Date.now();
  private draining = false;

  constructor(private readonly parts: DomainParts) {
    this.config = parts.config;
    this.catalog = parts.catalog;
    this.jobs = parts.jobs;
    this.authenticate = tokenCheck(credentialsOf(parts.config.users));
  }

  login(user: string, password: string): string {
    if (this.authenticate(password) === user) return password;
    throw new AthanorError("ATHANOR_UNAUTHENTICATED", `the password is not ${user}'s token`);
  }

  async *libraries(): AsyncGenerator<LibraryManifest> {
    yield* await this.jobs.libraries();
  }

  stores(): StoreEndpoint[] {
    return this.parts.storePool.endpoints();
  }

  storeUri({ port }: StoreEndpoint): string {
    const { advertisedHost, tls } = this.config;
    const host = advertisedHost.includes(":") ? `[${advertisedHost}]` : advertisedHost;
    return `${tls ? "grpc+tls" : "grpc+tcp"}://${host}:${port}`;
  }

  uploadTarget(record: MatrixRecord): UploadTarget {
    const capability = this.sign({
      kind: "write",
      user: record.user,
      matrixId: record.id,
      cols: record.cols,
      dtype: record.dtype,
      rowIndex: record.rowIndex,
      tier: record.tier,
      expiresAtMs: Date.now() + this.config.ticketTtlMs,
    });
    const stores = this.stores().map((store) => ({ uri: this.storeUri(store) }));
    return { matrixId: record.id, name: record.name, stores, capability, sameHost: this.parts.sameHost[record.tier] };
  }

  sign(capability: Capability): string {
    return signCapability(this.parts.capabilityKey, capability);
  }

  verify(text: string, user: string): Capability {
    return verifyCapability(this.parts.capabilityKey, text, user);
  }

  channel(store: StoreEndpoint, user: string): FlightChannel {
    const url = this.parts.storePool.relayUrl(store);
    const key = `${url} ${user}`;
    const open = this.channels.get(key);
    if (open) return open;
    const token = this.config.users.find(({ name }) => name === user)!.token;
    const channel = new FlightChannel(url, { token });
    this.channels.set(key, channel);
    return channel;
  }

  status(user: string): BridgeStatus {
    const { catalog, config } = this;
    const used = catalog.usedBytes();
    const groups = this.parts.groups.status();
    const stores = this.stores();
    return {
      version: VERSION,
      user,
      uptimeMs: Date.now() - this.startedAtMs,
      embedded: config.embedded,
      store: {
        directory: this.parts.sameHost.memory.directory,
        diskDirectory: this.parts.sameHost.disk.directory,
        budgetBytes: config.memoryBudgetBytes + config.diskBudgetBytes,
        usedBytes: used.memory + used.disk,
        stores: stores.length,
      },
      groups: groups.map(({ name, ranks, state, restarts }) => ({ name, ranks, state, restarts })),
      jobs: this.jobs.counts,
      pids: {
        bridge: process.pid,
        stores: stores.map((store) => store.pid),
        ranks: groups.flatMap((group) => group.pids),
        launchers: groups.flatMap((group) => group.launcher ?? []),
      },
    };
  }

  advise(request: AdviseRequest): Advice {
    const { memoryBudgetBytes, diskBudgetBytes } = this.config;
    const storeBytes = Math.max(memoryBudgetBytes, diskBudgetBytes);
    return advise(request, knownRates(), { storeBytes, processBytes: totalmem() });
  }

  refuseWhenDraining(): void {
    if (this.draining)
      throw new AthanorError("ATHANOR_DRAINING", "the bridge is shutting down; try again when it is back");
  }

  drain(): void {
    this.draining = true;
  }

  async close(): Promise<void> {
    await Promise.all([...this.channels.values()].map((channel) => channel.close({ force: true })));
  }
}
