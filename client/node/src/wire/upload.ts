/** What is said of an upload: where it goes, what each stream brings, and what it is answered. All of it JSON. */

/** Where parts can be sent directly. Part p goes to stores[p % stores.length]; any other store takes it too. */
export interface UploadTarget {
  matrixId: string;
  name: string | null;
  stores: { uri: string }[];
  /** Opaque write capability; goes into each DoPut's descriptor (see PutDescriptor). */
  capability: string;
  /** For a client that sees the store directory: it may write part files itself (docs/flight.md, "On the same host"). */
  sameHost: SameHostOffer;
}

/** Where part files would be written, and how a client finds out whether it sees that very directory. */
export interface SameHostOffer {
  /** Absolute, and for its owner alone (0700). */
  directory: string;
  /** Name of a file in it. Who can read its text may write part files. */
  probe: string;
  /** Of the probe's text, in hex: tells the client that it looks into the right directory. */
  sha256: string;
}

/** The JSON in FlightDescriptor.cmd of a DoPut that goes straight to a store (or through the bridge). */
export interface PutDescriptor {
  capability: string;
  part: number;
  /** Distinguishes retries of the part; any string without "/". */
  attempt: string;
  /** Rows this stream will carry; left out: said in schema metadata `athanor.rows` or the last app_metadata. */
  rows?: number;
  /** The probe's text: the rows do not come on this stream, its sender writes them into the file that it is told. */
  sameHost?: string;
}

/** app_metadata of the first PutResult of a same-host stream. Paths are relative to the offer's directory. */
export interface SameHostFiles {
  /** An empty file, or an old one to be overwritten and cut to size. */
  path: string;
  /** null where rows bring no index. */
  indexPath: string | null;
  /** So many rows may be written; for more, the sender asks (SameHostMessage `reserve`) and waits. */
  reservedRows: number;
}

/** app_metadata from the sender of a same-host stream, after the schema. */
export type SameHostMessage =
  /** Answered by `{"reservedRows"}` of at least so many, or the stream ends with the refusal. */
  | { reserve: number }
  /** Not answered: says that the sender lives, for a stream that says nothing is ended. */
  | { written: number }
  /**
   * The last one: the files are closed and have exactly these rows. `digest` as in the PutReceipt, if the sender has it;
   * else the store takes it.
   */
  | { end: true; rows: number; digest?: string };

/** app_metadata of the PutResult that acknowledges a complete attempt. */
export interface PutReceipt {
  matrixId: string;
  part: number;
  attempt: string;
  rows: number;
  bytes: number;
  /** crc32 of the part file's bytes, then of the index file's. */
  digest: string;
}
