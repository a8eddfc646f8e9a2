import type { ProcessId } from "../process-table.js";

/** What a store needs to start; the fields of ATHANOR_STORE_CONFIG that the launcher does not know itself. */
export interface StoreLaunch {
  name: string;
  launchToken: string;
  /** Target of the leash, `unix:PATH`. */
  leash: string;
  settings: StoreSettings;
}

/** Goes to a store as JSON, next to `leash` and `launchToken`. */
export interface StoreSettings {
  index: number;
  directories: { memory: string | null; disk: string };
  host: string;
  /** 0: any free port. */
  port: number;
  /** Unix socket that the bridge relays through. */
  relaySocket: string;
  tls: { certPath: string; keyPath: string; clientCaPath: string | null } | null;
  users: { name: string; tokenSha256: string }[];
  /** base64 */
  capabilityKey: string;
  streamIdleTimeoutMs: number;
  maxMessageBytes: number;
  logLevel: string;
  /** Directories that die with the bridge. */
  ephemeral: string[];
}

export interface GroupLaunch {
  name: string;
  launchToken: string;
  leash: string;
  ranks: number;
  libraryDir: string;
  logLevel: string;
}

export interface ProcessExit {
  code: number | null;
  signal: string | null;
}

/** One started child with everything it started itself: a store, or a launcher and its ranks. */
export interface Launched {
  /** Of the child itself: a store's, or mpirun's. */
  readonly pid: number;
  /** Resolves when the child itself has ended; never rejects. What it started may linger. */
  readonly exited: Promise<ProcessExit>;
  /** The end of what it wrote to stderr, for error messages. */
  stderrTail(): string;
  /** Living processes that belong to it, the child itself included. */
  members(): ProcessId[];
  /** SIGKILL to every member. */
  kill(): void;
  /** Removes what files the launch left behind. Call it when nothing of it lives. */
  cleanUp(): Promise<void>;
}

/**
 * How processes start. `local` starts them on this host; others will use a hostfile, srun or an operator.
 * Nothing outside this folder knows which. Throws AthanorError (ATHANOR_MPI_MISSING, ...) when it cannot start one.
 */
export interface Launcher {
  launchStore(launch: StoreLaunch): Launched;
  launchGroup(launch: GroupLaunch): Launched;
}
