import {
  AthanorError,
  type DecodedRows,
  decodeSchemaMessage,
  type FlightData,
  itemSize,
  type OfferMessage,
  RowDecoder,
} from "athanor-client/wire";
import { AttemptRecord, type Receipt } from "./attempt-record.js";
import type { AttemptUpload } from "./attempt-upload.js";
import { DeclaredRows } from "./declared-rows.js";
import { PartFiles } from "./part-files.js";
import { checkLayout, checkWidth } from "./part-layout.js";
import type { PutRequest } from "./put-request.js";
import { Reservation } from "./reservation.js";
import type { StoreServices } from "./services.js";
import { TakenBatches } from "./taken-batches.js";

/** One attempt on its way from messages to files to the bridge's record. */
export class PartUpload implements AttemptUpload {
  private decoder: RowDecoder | null = null;
  private files: PartFiles | null = null;
  private taken: TakenBatches | null = null;
  private rows = 0;
  private readonly declared: DeclaredRows;
  private readonly reservation: Reservation;
  private readonly recording: AttemptRecord;

  constructor(
    private readonly services: StoreServices,
    private readonly request: PutRequest,
    private readonly takePieces: (offer: OfferMessage) => void,
  ) {
    this.declared = new DeclaredRows(request.key.part);
    this.reservation = new Reservation(services.requests, request.key);
    this.recording = new AttemptRecord(services, request);
    if (request.rows !== null) this.declared.declare(request.rows, "the descriptor");
  }

  get handedOver(): boolean {
    return this.recording.handedOver;
  }

  /** Takes one message: descriptor, schema, batch or metadata. There is nothing to answer before the end. */
  async take(message: FlightData): Promise<null> {
    if (message.header.length > 0) {
      if (this.declared.ended) throw this.bad("a message follows the one that said the end");
      if (this.decoder) await this.takeBatch(this.decoder, message);
      else await this.open(message);
    }
    this.declared.readEnd(message.appMetadata);
    this.declared.checkNotMore(this.rows);
    return null;
  }

  /** After the last message: has the bridge record the attempt. */
  async complete(): Promise<Receipt> {
    const { key } = this.request;
    if (!this.files) {
      throw new AthanorError("ATHANOR_INCOMPLETE_STREAM", `part ${key.part} ended before its schema; send it again`);
    }
    this.declared.checkComplete(this.rows);
    return this.recording.record(await this.files.commit(), this.rows, this.declared.rows !== null);
  }

  /** Deletes what was written, unless it is the bridge's by now. */
  async discard(): Promise<void> {
    if (!this.handedOver) await this.files?.discard();
  }

  private async open(message: FlightData): Promise<void> {
    const { grant, key } = this.request;
    const decoder = this.inPart(() => new RowDecoder(decodeSchemaMessage(message.header)));
    checkLayout(decoder.layout, grant, key.part);
    const { rows } = decoder.layout;
    if (rows !== null) this.declared.declare(rows, "the schema metadata athanor.rows");
    if (this.declared.rows !== null) await this.reservation.declare(this.declared.rows * this.rowBytes);
    this.files = await PartFiles.create(this.services.directories, grant.tier, key, {
      indexed: grant.rowIndex !== "none",
      storeIndex: this.services.storeIndex,
      allowedBytes: this.declared.rows === null ? 0 : this.declared.rows * grant.cols * itemSize(grant.dtype),
    });
    this.decoder = decoder;
    // On a disk a write may wait, and everybody with it.
    if (grant.tier !== "memory") return;
    this.taken = new TakenBatches(decoder, this.files, () => this.roomForRows);
    this.takePieces(this.taken.offer);
  }

  private async takeBatch(decoder: RowDecoder, message: FlightData): Promise<void> {
    const { grant, key } = this.request;
    const taken = this.taken?.delivered() ?? null;
    if (taken !== null) {
      this.rows += taken;
      return this.files!.written();
    }
    const batch = this.inPart(() => decoder.decode(message));
    if (batch === null) return;
    // Plain lists show their length only now.
    if (batch.rows > 0) checkWidth(decoder.cols, grant, key.part);
    this.rows += batch.rows;
    this.declared.checkNotMore(this.rows);
    if (this.declared.rows === null) await this.reservation.grow(this.rows * this.rowBytes, this.files!);
    await this.files!.append(batch.pieces, bytesOf(batch.indices));
    // The next batch may be one to be taken, if the file is idle by then.
    if (this.taken) await this.files!.written();
  }

  /** A batch that goes beyond what is reserved is delivered whole, and more is reserved then. */
  private get roomForRows(): number {
    return this.declared.rows ?? Math.floor(this.reservation.bytes / this.rowBytes);
  }

  private get rowBytes(): number {
    const { cols, dtype, rowIndex } = this.request.grant;
    return cols * itemSize(dtype) + (rowIndex === "none" ? 0 : 8);
  }

  /** Runs a step of decoding; what it refuses is refused by the name of the part. */
  private inPart<Value>(decode: () => Value): Value {
    try {
      return decode();
    } catch (thrown) {
      const { code, text, details } = AthanorError.from(thrown, "ATHANOR_BAD_BATCH");
      const { part } = this.request.key;
      throw new AthanorError(code, `part ${part}: ${text}`, { cause: thrown, details: { part, ...details } });
    }
  }

  private bad(what: string): AthanorError {
    return new AthanorError("ATHANOR_BAD_BATCH", `part ${this.request.key.part}: ${what}`);
  }
}

function bytesOf(indices: DecodedRows["indices"]): Uint8Array | null {
  return indices && new Uint8Array(indices.buffer, indices.byteOffset, indices.byteLength);
}
