import type { PutReceipt } from "athanor-client/wire";
import type { PutRequest } from "./put-request.js";
import type { StoreServices } from "./services.js";

/** A whole attempt on the file system. Paths are relative to the tier's directory. */
export interface WrittenPart {
  path: string;
  /** null when rows bring no index. */
  indexPath: string | null;
  /** Both files together. */
  bytes: number;
  /** Of the rows file's bytes, then the index file's. */
  crc32: number;
}

/** What answers a whole attempt; `pending`: the stream never said how many rows it would carry, seal must. */
export type Receipt = PutReceipt & { pending?: true };

/** The step at which an attempt's files become the bridge's. */
export class AttemptRecord {
  /** True once the bridge has recorded the attempt, or may have. */
  handedOver = false;

  constructor(
    private readonly services: StoreServices,
    private readonly request: PutRequest,
  ) {}

  /** @throws the bridge's refusal, with which the files are the store's again; or that it did not answer */
  async record(written: WrittenPart, rows: number, declared: boolean): Promise<Receipt> {
    const { grant, key } = this.request;
    // Unanswered is not refused: from here on the files are the bridge's to delete, unless it says no.
    this.handedOver = true;
    const refusal = await this.services.requests.complete({
      ...key,
      rows,
      cols: grant.cols,
      dtype: grant.dtype,
      bytes: written.bytes,
      crc32: written.crc32,
      indexed: written.indexPath !== null,
      path: written.path,
      indexPath: written.indexPath ?? "",
      store: this.services.storeIndex,
      tier: grant.tier,
      declared,
    });
    if (refusal !== null) {
      this.handedOver = false;
      throw refusal;
    }
    const digest = written.crc32.toString(16).padStart(8, "0");
    const receipt: Receipt = { ...key, rows, bytes: written.bytes, digest };
    return declared ? receipt : { ...receipt, pending: true };
  }
}
