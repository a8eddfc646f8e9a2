import { decodeFlightHead, type OfferMessage, type RowDecoder } from "athanor-client/wire";
import { OwnBuffers } from "./own-buffers.js";
import type { PartFiles } from "./part-files.js";
import { freeNow } from "./transfer-addon.js";

/**
 * Batches whose rows need no decoding go from the socket to a file in memory a piece at a time, while it is in the
 * processor's cache: no batch is gathered, and no other thread is woken. All others are left to be delivered whole.
 */
export class TakenBatches {
  /** Rows of batches that were taken, or are being, and not delivered yet; in their order. */
  private readonly rows: number[] = [];
  private readonly used = new OwnBuffers(freeNow);

  /** @param roomForRows of the whole stream: a batch that brings more is not taken */
  constructor(
    private readonly decoder: RowDecoder,
    private readonly files: PartFiles,
    private readonly roomForRows: () => number,
  ) {}

  /** Rows of the batch that was delivered just now; null: it was not taken. */
  delivered(): number | null {
    return this.rows.shift() ?? null;
  }

  readonly offer: OfferMessage = (first, length) => {
    const message = this.files.idle ? decodeFlightHead(first, length) : null;
    const rowsLeft = this.roomForRows() - this.decoder.rows;
    const placed = message && this.decoder.place(message.data, length - message.bodyFrom, rowsLeft);
    if (!placed) return null;
    this.rows.push(placed.rows);
    let at = 0;
    const take = (piece: Buffer): void => {
      const rows = piece.subarray(Math.max(0, placed.from - at), Math.max(0, placed.to - at));
      at += piece.length;
      this.files.appendNow(rows);
      this.used.add(rows);
    };
    take(first.subarray(message.bodyFrom));
    return { head: message.head, take };
  };
}
