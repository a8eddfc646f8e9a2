import {
  AthanorError,
  decodeSchemaMessage,
  describeSchema,
  type FlightData,
  itemSize,
  messageKind,
  type SameHostFiles,
} from "athanor-client/wire";
import { seesDirectory } from "../common/same-host.js";
import { AttemptRecord, type Receipt } from "./attempt-record.js";
import type { AttemptUpload } from "./attempt-upload.js";
import { DeclaredRows } from "./declared-rows.js";
import { GivenFiles } from "./given-files.js";
import { checkLayout } from "./part-layout.js";
import type { PutRequest } from "./put-request.js";
import { Reservation } from "./reservation.js";
import { parseSameHostMessage, type SameHostEnd } from "./same-host-message.js";
import type { StoreServices } from "./services.js";

const INDEX_BYTES = 8;

/**
 * One attempt whose files its sender writes, on this host. The stream is what the attempt lives by: it tells the
 * sender where to write and how much, hears how it ended, and when it breaks the files are deleted.
 */
export class SameHostUpload implements AttemptUpload {
  private files: GivenFiles | null = null;
  private end: SameHostEnd | null = null;
  private readonly declared: DeclaredRows;
  private readonly reservation: Reservation;
  private readonly recording: AttemptRecord;

  constructor(
    private readonly services: StoreServices,
    private readonly request: PutRequest,
    private readonly proof: string,
  ) {
    this.declared = new DeclaredRows(request.key.part);
    this.reservation = new Reservation(services.requests, request.key);
    this.recording = new AttemptRecord(services, request);
    if (request.rows !== null) this.declared.declare(request.rows, "the descriptor");
  }

  get handedOver(): boolean {
    return this.recording.handedOver;
  }

  async take(message: FlightData): Promise<object | null> {
    if (message.header.length > 0) this.checkSchema(message.header);
    if (this.files === null) return this.open();
    if (message.appMetadata.length === 0) return null;
    if (this.end !== null) throw this.bad("a message follows the one that said the end");
    const said = parseSameHostMessage(message.appMetadata, this.request.key.part);
    if ("end" in said) this.end = said;
    if (!("reserve" in said)) return null;
    await this.reserve(said.reserve);
    return { reservedRows: this.reservedRows };
  }

  async complete(): Promise<Receipt> {
    const { files, end } = this;
    const { part } = this.request.key;
    if (files === null || end === null) {
      const text = `part ${part} ended before it said that it was whole; send it again`;
      throw new AthanorError("ATHANOR_INCOMPLETE_STREAM", text);
    }
    this.declared.declare(end.rows, "the last app_metadata");
    if (end.rows > this.reservedRows) {
      throw this.bad(`it has ${end.rows} rows, ${this.reservedRows} were reserved; ask before you write`);
    }
    const digest = end.digest === undefined ? null : Number.parseInt(end.digest, 16);
    const written = await files.commit(end.rows * this.valueBytes, end.rows * INDEX_BYTES, digest);
    return this.recording.record(written, end.rows, true);
  }

  async discard(): Promise<void> {
    if (!this.handedOver) await this.files?.discard();
  }

  private async open(): Promise<SameHostFiles> {
    const { directories, storeIndex } = this.services;
    const { grant, key } = this.request;
    if (!seesDirectory(directories.root(grant.tier), this.proof)) {
      const text = `part ${key.part}: "sameHost" is not what the probe says; send the rows on the stream instead`;
      throw new AthanorError("ATHANOR_PERMISSION_DENIED", text);
    }
    await this.reserveAtStart();
    this.files = await GivenFiles.create(directories, grant.tier, key, {
      indexed: grant.rowIndex !== "none",
      storeIndex,
      allowedBytes: (this.request.rows ?? 0) * this.valueBytes,
    });
    if (this.request.rows === null) await this.files.prepare(0, this.reservation.bytes);
    return { ...this.files.paths, reservedRows: this.reservedRows };
  }

  /** Where nobody knows how much will come, the first chunk, if there is room for one. */
  private async reserveAtStart(): Promise<void> {
    if (this.request.rows !== null) return this.reserve(this.request.rows);
    try {
      await this.reserve(1);
    } catch (error) {
      if (AthanorError.from(error).code !== "ATHANOR_STORE_FULL") throw error;
      // A part without rows needs no room; but the bridge is asked whether the matrix takes parts.
      await this.reserve(0);
    }
  }

  private async reserve(rows: number): Promise<void> {
    if (this.request.rows === null) await this.reservation.grow(rows * this.rowBytes, this.files);
    else {
      this.declared.checkNotMore(rows);
      if (this.files === null) await this.reservation.declare(rows * this.rowBytes);
    }
  }

  private get reservedRows(): number {
    return this.request.rows ?? Math.floor(this.reservation.bytes / this.rowBytes);
  }

  /** Bytes of a row in the rows file. */
  private get valueBytes(): number {
    const { cols, dtype } = this.request.grant;
    return cols * itemSize(dtype);
  }

  /** Of a row in both files. */
  private get rowBytes(): number {
    return this.valueBytes + (this.request.grant.rowIndex === "none" ? 0 : INDEX_BYTES);
  }

  /** Flight clients send one first; it tells nothing new, so it may be left out. */
  private checkSchema(header: Uint8Array): void {
    if (messageKind(header) !== "schema") throw this.bad("rows came on the stream of a same-host attempt");
    checkLayout(describeSchema(decodeSchemaMessage(header)), this.request.grant, this.request.key.part);
  }

  private bad(what: string): AthanorError {
    return new AthanorError("ATHANOR_BAD_BATCH", `part ${this.request.key.part}: ${what}`);
  }
}
