import type { Http2Stream } from "node:http2";
import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { joinPieces } from "athanor-client/wire";
import { expect, it } from "vitest";
import { MessageReader } from "../../../client/node/src/wire/message-reader.js";

const LIMITS = { maxMessageBytes: 1 << 20, maxBytesWaiting: 1 << 20, streamIdleTimeoutMs: 5_000 };

/** A reader whose consumer takes none of the messages that it is shown. */
function reading(bytes: Buffer): MessageReader {
  const stream = new PassThrough();
  const reader = new MessageReader(stream as unknown as Http2Stream, LIMITS, () => null);
  reader.takePieces(() => null);
  stream.end(bytes);
  return reader;
}

const framed = (length: number): Buffer => {
  const bytes = Buffer.alloc(5 + length, 7);
  bytes[0] = 0;
  bytes.writeUInt32BE(length, 1);
  return bytes;
};

async function lengths(reader: MessageReader): Promise<number[]> {
  const found: number[] = [];
  for await (const message of reader) {
    found.push(joinPieces(message).length);
    // The end of the stream is there long before the consumer is.
    await sleep(20);
  }
  return found;
}

it("gives all that came in one piece with the end, one message at a time", async () => {
  expect(await lengths(reading(Buffer.concat([framed(10), framed(5000), framed(0)])))).toEqual([10, 5000, 0]);
  expect(await lengths(reading(Buffer.alloc(0)))).toEqual([]);
});

it("says that a stream ended in the middle of a message, after those before it", async () => {
  const reader = reading(Buffer.concat([framed(10), framed(5000).subarray(0, 3000)]));
  expect(joinPieces((await reader.next()).value!).length).toBe(10);
  await sleep(20);
  await expect(reader.next()).rejects.toMatchObject({ code: "ATHANOR_INCOMPLETE_STREAM" });
});
