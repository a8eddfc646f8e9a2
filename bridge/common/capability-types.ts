import type { Dtype, RowIndexKind } from "athanor-client/wire";

/** Which of the two store directories a file is in: tmpfs or disk. */
export type Tier = "memory" | "disk";

/**
 * What the bridge signs (HMAC-SHA256) so that a store can act without asking: a write grant goes into the DoPut
 * descriptor, a read ticket is the DoGet ticket. Opaque to clients. Paths are relative to the tier's directory.
 */
export interface WriteGrant {
  kind: "write";
  user: string;
  matrixId: string;
  cols: number;
  dtype: Dtype;
  rowIndex: RowIndexKind;
  tier: Tier;
  expiresAtMs: number;
}

export interface ReadTicket {
  kind: "read";
  user: string;
  matrixId: string;
  cols: number;
  dtype: Dtype;
  /** Store ordinal that the bridge relays to. */
  store: number;
  /** Global number of the first row in this ticket. */
  firstRow: number;
  tier: Tier;
  /** In row order: `take` rows after skipping `skip` of the file's. */
  pieces: { path: string; indexPath: string | null; skip: number; take: number }[];
  expiresAtMs: number;
}
/** The ticket of a job's summary table; served by the bridge itself. */
export interface SummaryTicket {
  kind: "summary";
  user: string;
  jobId: string;
  expiresAtMs: number;
}
export type Capability = WriteGrant | ReadTicket | SummaryTicket;
