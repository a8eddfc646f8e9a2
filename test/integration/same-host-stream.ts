import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import {
  cmdDescriptor,
  FlightChannel,
  type FlightData,
  flightData,
  type PutDescriptor,
  type PutReceipt,
  type SameHostFiles,
} from "athanor-client/wire";
import { type StoreUnderTest, tokens } from "./store-harness.js";

export interface SameHostPut extends Partial<PutDescriptor> {
  token?: string;
  uri?: string;
}

/** A same-host attempt in the hands of a test: what it says, and what it is answered. */
export class SameHostStream {
  private readonly waiting: FlightData[] = [];
  private readonly answers: AsyncGenerator<Uint8Array>;
  private readonly channel: FlightChannel;
  private ended = false;
  private wake = (): void => {};

  constructor(store: StoreUnderTest, put: SameHostPut) {
    const { token = tokens.ada, uri = store.uri, sameHost = proofOf(store), ...fields } = put;
    this.channel = new FlightChannel(uri, { token });
    const descriptor = { capability: store.grant(), part: 0, attempt: "a", sameHost, ...fields };
    this.waiting.push(flightData({ descriptor: cmdDescriptor(descriptor) }));
    this.answers = this.channel.doPut(this.messages(), { deadlineMs: 20_000 });
  }

  say(message: object): void {
    this.waiting.push(flightData({ appMetadata: Buffer.from(JSON.stringify(message)) }));
    this.wake();
  }

  /** The next answer, or what the store refuses with. */
  async answer<Answer = SameHostFiles>(): Promise<Answer> {
    const next = await this.answers.next();
    if (next.done) throw new Error("the store ended the stream without an answer");
    return JSON.parse(Buffer.from(next.value).toString()) as Answer;
  }

  /** Says the end and gives the receipt. */
  async finish(rows: number): Promise<PutReceipt> {
    this.say({ end: true, rows });
    return this.last();
  }

  /** Ends the stream, whatever was said. */
  last(): Promise<PutReceipt> {
    this.ended = true;
    this.wake();
    return this.answer<PutReceipt>();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.ended = true;
    this.wake();
    await this.channel.close({ force: true });
  }

  private async *messages(): AsyncGenerator<FlightData> {
    for (;;) {
      for (let next = this.waiting.shift(); next; next = this.waiting.shift()) yield next;
      if (this.ended) return;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }
}

export function proofOf(store: StoreUnderTest): string {
  return readFileSync(join(store.directories.memory, "same-host-probe"), "utf8");
}

/** Writes `bytes` as the whole of a file that the store has made. */
export function writeWhole(store: StoreUnderTest, path: string, bytes: Uint8Array): void {
  const file = openSync(join(store.directories.memory, path), "r+");
  writeSync(file, bytes, 0, bytes.length, 0);
  ftruncateSync(file, bytes.length);
  closeSync(file);
}

/** `count` rows of 4 float64 entries. */
export function rowsOf(count: number): Buffer {
  return Buffer.from(Float64Array.from({ length: count * 4 }, (_value, at) => at).buffer);
}

export function hex(digest: number): string {
  return digest.toString(16).padStart(8, "0");
}
