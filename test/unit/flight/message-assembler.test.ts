import {
  decodeFlightData,
  encodeFlightDataBuffer,
  flightData,
  joinBody,
  joinPieces,
  type Pieces,
} from "athanor-client/wire";
import { expect, it } from "vitest";
import { MessageAssembler } from "../../../client/node/src/wire/message-assembler.js";

const LIMIT = 1024 * 1024;

function framed(message: Uint8Array): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** Feeds bytes in chunks of the given size and gathers what comes out. */
function assemble(bytes: Buffer, chunkBytes: (at: number) => number): Pieces[] {
  const assembler = new MessageAssembler(LIMIT);
  const messages: Pieces[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(at + chunkBytes(at), bytes.length);
    assembler.write(Buffer.from(bytes.subarray(at, end)), (message) => messages.push(message) > 0);
    at = end;
  }
  expect(assembler.partial).toBe(false);
  return messages;
}

it("refuses a message over the limit before a byte of it is kept, and a compressed one", () => {
  const assembler = new MessageAssembler(LIMIT);
  const tooLarge = Buffer.from([0, 0x7f, 0xff, 0xff, 0xff]);
  expect(() => assembler.write(tooLarge, () => true)).toThrow(
    /ATHANOR_MESSAGE_TOO_LARGE: a message of 2147483647 bytes/,
  );
  const compressed = Buffer.from([1, 0, 0, 0, 1, 9]);
  expect(() => new MessageAssembler(LIMIT).write(compressed, () => true)).toThrow("ATHANOR_UNIMPLEMENTED");
});

it("gives the same messages however the bytes are cut, empty ones too", () => {
  const sizes = [0, 1, 5, 16_384, 16_385, 100_000, 0, 3, 70_000];
  const messages = sizes.map((size, seed) =>
    Buffer.from(Uint8Array.from({ length: size }, (_, at) => (at * 31 + seed) % 251)),
  );
  const bytes = Buffer.concat(messages.map(framed));
  const cuts = [
    () => 1,
    () => 7,
    () => 2048,
    () => 4099,
    () => 65_536,
    () => bytes.length,
    (at: number) => 1 + ((at * 7919) % 5000),
  ];
  for (const cut of cuts) {
    const back = assemble(bytes, cut).map(joinPieces);
    expect(back.map((message, at) => message.equals(messages[at]!))).toEqual(sizes.map(() => true));
  }
});

it("gathers single bytes: a large message never becomes many pieces", () => {
  const [message] = assemble(framed(Buffer.alloc(300_000, 1)), () => 1);
  expect(message!.length).toBeLessThan(10);
});

it("leaves large chunks where they are", () => {
  const chunk = framed(Buffer.alloc(200_000, 1));
  const messages: Pieces[] = [];
  new MessageAssembler(LIMIT).write(chunk, (message) => messages.push(message) > 0);
  expect(messages[0]![0]!.buffer).toBe(chunk.buffer);
});

it("lets FlightData be parsed in pieces cut anywhere", () => {
  const body = Buffer.from(Uint8Array.from({ length: 500 }, (_, at) => at % 256));
  const data = flightData({ header: Buffer.alloc(100, 3), appMetadata: Buffer.from("m"), body });
  const message = encodeFlightDataBuffer(data);
  for (let cut = 0; cut <= message.length; cut++) {
    const back = decodeFlightData([message.subarray(0, cut), message.subarray(cut)]);
    const fields = [back.header, back.appMetadata, joinBody(back.body)];
    expect(Buffer.concat(fields).equals(Buffer.concat([data.header, data.appMetadata, body]))).toBe(true);
  }
});
