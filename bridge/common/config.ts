/**
 * Every setting of a bridge, filled in once at the edge (config-load.ts): the inside trusts it.
 * Sizes are bytes, times are milliseconds.
 */
export interface BridgeConfig {
  /** Catalog, bridge.json and the disk tier of `serve`; for an embedded bridge a directory that dies with it. */
  stateDir: string;
  embedded: boolean;
  listen: { host: string; port: number };
  /** Host name or address that endpoints carry. */
  advertisedHost: string;
  /** Inclusive range for the stores' ports; null: any free port. */
  storePorts: { from: number; to: number } | null;
  tls: { certPath: string; keyPath: string; clientCaPath: string | null } | null;
  users: { name: string; token: string }[];
  /** Upper bound of the memory (tmpfs) tier; matrices beyond it go to disk. */
  memoryBudgetBytes: number;
  /** Share of the memory tier that files of dropped matrices may take, kept for new ones; counted as free. 0: none. */
  spareShare: number;
  /** How long such a file is kept when nobody takes it. */
  spareIdleMs: number;
  /** Upper bound of the disk tier. */
  diskBudgetBytes: number;
  /** Upper bound of all running jobs' declared workspace. */
  workspaceBudgetBytes: number;
  stores: number;
  groups: number;
  ranksPerGroup: number;
  /** Default time to live of a matrix since its last use; null: never expires. */
  matrixTtlMs: number | null;
  jobStallTimeoutMs: number;
  /** How long a cancelled kernel may take to yield before its group is killed. */
  cancelGraceMs: number;
  streamIdleTimeoutMs: number;
  drainTimeoutMs: number;
  maxMessageBytes: number;
  /** How long an upload capability and a download ticket are valid. */
  ticketTtlMs: number;
  libraryDir: string;
  logLevel: "debug" | "info" | "warn" | "error" | "silent";
}
