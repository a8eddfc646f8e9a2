import type { BridgeLink } from "./bridge-link.js";
import type { FlightChannel } from "./wire/channel.js";
import { AthanorError } from "./wire/errors.js";

/**
 * `direct`: bodies go straight to and from the stores. `bridge`: through the bridge's one port.
 * `auto`: direct, and through the bridge where a store cannot be reached; rows that are sent to a bridge on this host are
 * written into its files instead, where they can be seen.
 */
export type DataPathMode = "auto" | "direct" | "bridge";

const CONNECT_TIMEOUT_MS = 3_000;
/** How long a store that failed is left alone. */
const AVOID_MS = 30_000;

/** One way to move a body. `failed` tells the path that it did not work, so that the next try takes another. */
export interface Route {
  channel: FlightChannel;
  failed(): void;
}

/** Chooses between stores and bridge, and keeps one channel to each store. */
export class DataPath {
  private readonly stores = new Map<string, FlightChannel>();
  private readonly avoidUntilMs = new Map<string, number>();

  constructor(
    private readonly link: BridgeLink,
    private readonly mode: DataPathMode,
  ) {}

  get mayWriteFiles(): boolean {
    return this.mode === "auto";
  }

  /** The route to the first of `uris` that is not known to fail; without any, the bridge. */
  route(uris: string[]): Route {
    this.link.refuseClosed();
    if (this.mode === "bridge") return this.bridge();
    const direct = uris.filter((uri) => !uri.startsWith("arrow-flight-reuse-connection:"));
    const working = direct.find((uri) => (this.avoidUntilMs.get(uri) ?? 0) <= Date.now());
    if (working !== undefined) return this.store(working);
    if (this.mode === "auto") return this.bridge();
    if (direct[0] === undefined) {
      throw new AthanorError(
        "ATHANOR_STORE_LOST",
        'no store offers a direct way at the moment; try again, or connect with dataPath "auto"',
      );
    }
    return this.store(direct[0]);
  }

  async close(): Promise<void> {
    await Promise.all([...this.stores.values()].map((channel) => channel.close({ force: true })));
  }

  private bridge(): Route {
    return { channel: this.link.channel, failed: () => {} };
  }

  private store(uri: string): Route {
    let channel = this.stores.get(uri);
    if (!channel) {
      channel = this.link.open(uri, CONNECT_TIMEOUT_MS);
      this.stores.set(uri, channel);
    }
    return { channel, failed: () => void this.avoidUntilMs.set(uri, Date.now() + AVOID_MS) };
  }
}

/** Whether the same rows may be asked for, or sent, once more. */
export function isPassing(error: unknown): boolean {
  return error instanceof AthanorError && PASSING.has(error.code);
}

const PASSING: ReadonlySet<string> = new Set([
  "ATHANOR_BRIDGE_UNREACHABLE",
  "ATHANOR_STORE_LOST",
  "ATHANOR_INCOMPLETE_STREAM",
  "ATHANOR_STREAM_IDLE",
]);
