import { randomUUID } from "node:crypto";
import { cancelledBy, throwIfAborted } from "../abort.js";
import type { BridgeLink } from "../bridge-link.js";
import { type DataPath, isPassing } from "../data-path.js";
import { Retries } from "../retry.js";
import type { MatrixInfo } from "../wire/actions.js";
import type { FlightChannel } from "../wire/channel.js";
import type { PutReceipt, UploadTarget } from "../wire/upload.js";
import { CannotWrite, type Sight, sightOf, WORTH_WRITING_BYTES } from "./host-files.js";
import { type MatrixInput, openSource } from "./open-source.js";
import { type Part, planParts } from "./parts.js";
import { itemSize, type RowSource, type SourceOptions } from "./row-source.js";
import { type SendOptions, sendPart } from "./send-part.js";
import { writePart } from "./write-part.js";

export interface UploadProgress {
  phase: "upload";
  /** Bytes of entries handed to the network so far. */
  bytes: number;
  /** null: the input's length is not known. */
  totalBytes: number | null;
  rows: number;
}

export interface PutOptions extends SourceOptions {
  /** Unique among this user's matrices; left out: reachable by its handle only. */
  name?: string;
  /** When the name is taken. Equal content is always fine. Default "error". */
  ifExists?: "error" | "replace" | "reuse";
  /** With rowIndex "positions": whether a gap is refused or means a row of zeros. Default "refuse". */
  missingRows?: "refuse" | "zero";
  /** Milliseconds the matrix lives after its last use; null: for ever. Default: the bridge's. */
  ttlMs?: number | null;
  /** Number of parts; default: by size and number of stores. */
  parts?: number;
  onProgress?: (progress: UploadProgress) => void;
  /** Aborting it gives the upload up and frees its space. */
  signal?: AbortSignal;
}

/** Wall milliseconds; encoding overlaps the upload. */
export interface UploadTimings {
  /** Reading the input and laying its rows out. */
  encodeMs: number;
  uploadMs: number;
  sealMs: number;
  /** Bytes of entries. */
  bytes: number;
}

export interface Uploaded {
  info: MatrixInfo;
  timings: UploadTimings;
}

const MIN_PARTS_IN_FLIGHT = 2;
const MAX_PARTS_IN_FLIGHT = 4;
const ABORT_DEADLINE_MS = 5_000;

/** Uploads `input` and seals it. When anything fails, nothing of it stays on the bridge. */
export async function put(
  link: BridgeLink,
  path: DataPath,
  input: MatrixInput,
  options: PutOptions,
): Promise<Uploaded> {
  throwIfAborted(options.signal, "the upload");
  const source = await openSource(input, options);
  try {
    return await new Upload(link, path, source, options).run();
  } finally {
    await source.close();
  }
}

/** One upload: parts go out a few at a time; the first failure stops the others and aborts the matrix. */
class Upload {
  private readonly stop = new AbortController();
  private readonly signal: AbortSignal;
  private readonly receipts: PutReceipt[] = [];
  private readonly timings: UploadTimings = { encodeMs: 0, uploadMs: 0, sealMs: 0, bytes: 0 };
  private rows = 0;
  /** The store directory; null: rows travel. */
  private seen: Sight | null = null;

  constructor(
    private readonly link: BridgeLink,
    private readonly path: DataPath,
    private readonly source: RowSource,
    private readonly options: PutOptions,
  ) {
    this.signal = options.signal ? AbortSignal.any([options.signal, this.stop.signal]) : this.stop.signal;
  }

  async run(): Promise<Uploaded> {
    const { source, options, link } = this;
    planParts(source, options.parts, 1); // Refuses a bad number of parts before anything is created.
    const target = await link.call("athanor.createMatrix", this.request(), { signal: this.signal });
    try {
      const started = performance.now();
      if (this.path.mayWriteFiles) this.seen = await sightOf(target.sameHost);
      await this.sendAll(target);
      const sent = performance.now();
      const info = await this.seal(target);
      Object.assign(this.timings, { uploadMs: sent - started, sealMs: performance.now() - sent });
      return { info, timings: this.timings };
    } catch (error) {
      this.stop.abort(error);
      const abandoned = { deadlineMs: ABORT_DEADLINE_MS };
      await link.call("athanor.abortMatrix", { matrix: target.matrixId }, abandoned).catch(() => {});
      if (options.signal?.aborted) throw cancelledBy(options.signal, "the upload");
      throw error;
    }
  }

  private request() {
    const { source, options } = this;
    const { name, ifExists, missingRows, ttlMs, parts } = options;
    const { cols, dtype, rowIndex } = source;
    // With positions, rows that are missing count too: only the seal knows how many there are.
    const rows = rowIndex === "positions" ? undefined : (source.rows ?? undefined);
    return { name, cols, dtype, rows, parts, rowIndex, missingRows, ifExists, ttlMs };
  }

  private async sendAll(target: UploadTarget): Promise<void> {
    const stores = Math.max(1, target.stores.length);
    const { parts } = planParts(this.source, this.options.parts, stores);
    const inFlight = new Set<Promise<void>>();
    // While one part that is written waits for the store's answers, another one is written.
    const useful = this.seen === null ? stores : MAX_PARTS_IN_FLIGHT;
    const most = Math.max(MIN_PARTS_IN_FLIGHT, Math.min(useful, MAX_PARTS_IN_FLIGHT));
    let failure: unknown;
    try {
      for await (const part of this.timed(parts)) {
        throwIfAborted(this.signal, "the upload");
        const sending = this.sendWithRetries(target, part).catch((error) => {
          failure ??= error;
          this.stop.abort(error);
        });
        const tracked: Promise<void> = sending.finally(() => inFlight.delete(tracked));
        inFlight.add(tracked);
        if (inFlight.size >= most) await Promise.race(inFlight);
        if (failure) break;
      }
    } catch (error) {
      failure ??= error;
      this.stop.abort(error);
    }
    await Promise.all(inFlight);
    if (failure) throw failure;
  }

  private async sendWithRetries(target: UploadTarget, part: Part): Promise<void> {
    const retries = new Retries();
    for (let attempt = 1; ; attempt++) {
      const route = this.path.route(this.storeOf(target, part, attempt));
      const before = { bytes: 0, rows: 0 };
      const onSent = (rows: number, bytes: number) => {
        before.rows += rows;
        before.bytes += bytes;
        this.report(rows, bytes);
      };
      try {
        this.receipts.push(await this.send(route.channel, target, part, { signal: this.signal, onSent }));
        return;
      } catch (error) {
        const mayTravel = error instanceof CannotWrite;
        if (this.signal.aborted || !(mayTravel || isPassing(error))) throw error;
        this.report(-before.rows, -before.bytes);
        // Rows travel instead; if it is the store that is at fault, that is told then.
        if (mayTravel) this.seen = null;
        else route.failed();
        if (!mayTravel && !(await retries.pause(this.signal))) throw error;
      }
    }
  }

  /** One attempt. */
  private send(channel: FlightChannel, target: UploadTarget, part: Part, options: SendOptions): Promise<PutReceipt> {
    const { capability } = target;
    const descriptor = { capability, part: part.ordinal, attempt: randomUUID(), rows: part.rows };
    const batches = { ...part, batches: () => this.timed(part.batches()) };
    const bytes = part.rows * this.source.cols * itemSize(this.source.dtype);
    if (this.seen === null || bytes < WORTH_WRITING_BYTES) {
      return sendPart(channel, descriptor, this.source, batches, options);
    }
    return writePart(channel, descriptor, this.seen, batches, options);
  }

  /** Part p belongs to stores[p % n]; a retry goes to the next one. */
  private storeOf(target: UploadTarget, part: Part, attempt: number): string[] {
    const { stores } = target;
    return stores.map((_, i) => stores[(part.ordinal + attempt - 1 + i) % stores.length]!.uri);
  }

  private seal(target: UploadTarget): Promise<MatrixInfo> {
    const attempts = Object.fromEntries(this.receipts.map(({ part, attempt }) => [String(part), attempt]));
    const rows = this.source.rowIndex === "positions" ? undefined : this.rows;
    const request = { matrix: target.matrixId, parts: this.receipts.length, rows, attempts };
    return this.link.call("athanor.sealMatrix", request, { signal: this.signal });
  }

  private report(rows: number, bytes: number): void {
    this.rows += rows;
    this.timings.bytes += bytes;
    const { source } = this;
    const totalBytes = source.rows === null ? null : source.rows * source.cols * itemSize(source.dtype);
    this.options.onProgress?.({ phase: "upload", bytes: this.timings.bytes, totalBytes, rows: this.rows });
  }

  /** Passes items on and counts the time spent waiting for them. */
  private async *timed<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
    const iterator = items[Symbol.asyncIterator]();
    try {
      for (;;) {
        const started = performance.now();
        const next = await iterator.next();
        this.timings.encodeMs += performance.now() - started;
        if (next.done) return;
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
}
