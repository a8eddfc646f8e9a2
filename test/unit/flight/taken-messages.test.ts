import {
  decodeFlightData,
  decodeFlightHead,
  encodeFlightDataBuffer,
  flightData,
  joinBody,
  joinPieces,
  type OfferMessage,
} from "athanor-client/wire";
import { expect, it } from "vitest";
import { MessageAssembler } from "../../../client/node/src/wire/message-assembler.js";

const body = Buffer.from(Uint8Array.from({ length: 100_000 }, (_, at) => (at * 31) % 251));
const message = encodeFlightDataBuffer(
  flightData({ header: Buffer.alloc(100, 3), appMetadata: Buffer.from("m"), body }),
);

function framed(bytes: Uint8Array): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([prefix, bytes]);
}

it("finds a message's head in its first bytes as soon as they have all of it", () => {
  const { bodyFrom } = decodeFlightHead(message, message.length)!;
  expect(message.subarray(bodyFrom).equals(body)).toBe(true);
  for (let known = 0; known < 200; known++) {
    const found = decodeFlightHead(message.subarray(0, known), message.length);
    if (known < bodyFrom) expect(found).toBeNull();
    else expect([...found!.data.header, ...found!.data.appMetadata]).toEqual([...Buffer.alloc(100, 3), 109]);
  }
});

it("leaves a message whole whose body is not what is left of it, or that cannot be parsed", () => {
  const after = Buffer.concat([message, Buffer.from([0x1a, 1, 7])]);
  expect(decodeFlightHead(after, after.length)).toBeNull();
  expect(decodeFlightHead(message, message.length + 1)).toBeNull();
  expect(decodeFlightHead(Buffer.alloc(5000, 0xff), 100_000)).toBeNull();
  expect(decodeFlightHead(Buffer.alloc(0), 0)).toBeNull();
});

it("hands every other large message over in pieces, however the bytes are cut, and all in their order", () => {
  const small = encodeFlightDataBuffer(flightData({ appMetadata: Buffer.from("small") }));
  const bytes = Buffer.concat([message, message, small, message, message].map(framed));
  for (const cut of [100, 2047, 2048, 4099, 65_536, bytes.length]) {
    const taken: Buffer[][] = [];
    let offers = 0;
    const offer: OfferMessage = (first, length) => {
      const found = offers++ % 2 === 0 ? decodeFlightHead(first, length) : null;
      if (!found) return null;
      const pieces = [first.subarray(found.bodyFrom)];
      taken.push(pieces);
      return { head: found.head, take: (piece) => void pieces.push(piece) };
    };
    const assembler = new MessageAssembler(1 << 20, offer);
    const bodies: string[] = [];
    const deliver = (pieces: Uint8Array[]): boolean => {
      const data = decodeFlightData(joinPieces(pieces));
      bodies.push(`${data.appMetadata} ${joinBody(data.body).length}`);
      return true;
    };
    for (let at = 0; at < bytes.length; at += cut) assembler.write(bytes.subarray(at, at + cut), deliver);
    // Chunks under 2 KiB are gathered, and nothing that is gathered is offered.
    const whole = `m ${body.length}`;
    const wanted = cut < 2048 ? [whole, whole, "small 0", whole, whole] : ["m 0", whole, "small 0", "m 0", whole];
    expect(bodies).toEqual(wanted);
    expect(taken.map((pieces) => joinPieces(pieces).equals(body))).toEqual(cut < 2048 ? [] : [true, true]);
  }
});

it("stops after a message when it is told to, and says how far it came", () => {
  const assembler = new MessageAssembler(1 << 20);
  const bytes = Buffer.concat([framed(Buffer.alloc(10)), framed(Buffer.alloc(20))]);
  expect(assembler.write(bytes, () => false)).toBe(15);
  expect(assembler.write(bytes.subarray(15), () => true)).toBe(25);
  expect(assembler.partial).toBe(false);
});
