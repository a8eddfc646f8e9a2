import {
  type AthanorError,
  bodyLength,
  cmdDescriptor,
  decodeFlightData,
  encodeFlightData,
  encodeFlightDataBuffer,
  type FlightData,
  flightData,
  joinBody,
  pathDescriptor,
} from "athanor-client/wire";
import { describe, expect, it } from "vitest";

const DATA = flightData({
  descriptor: pathDescriptor("pixels", "3", "a-1"),
  header: Buffer.alloc(200, 1),
  appMetadata: Buffer.from('{"end":true}'),
  body: Buffer.from(Float64Array.from({ length: 500 }, Math.sqrt).buffer),
});

function refusal(message: Uint8Array): AthanorError {
  try {
    decodeFlightData(message);
  } catch (error) {
    return error as AthanorError;
  }
  throw new Error("was not refused");
}

describe("a FlightData message is refused by name", () => {
  it("when it is cut off anywhere inside a field", () => {
    const whole = encodeFlightDataBuffer(DATA);
    const ends = new Set(fieldEnds(DATA));
    for (let length = 0; length < whole.length; length++) {
      if (ends.has(length)) continue;
      expect(refusal(whole.subarray(0, length)).code).toBe("ATHANOR_BAD_BATCH");
    }
  });

  it("when a number never ends, a group begins or a length is absurd", () => {
    expect(refusal(Buffer.alloc(20, 0xff)).message).toContain("more than 64 bits");
    expect(refusal(Buffer.from([0x0b])).message).toContain("wire type 3");
    expect(refusal(Buffer.from([0x12, 0xff, 0xff, 0xff, 0xff, 0x7f])).message).toContain("are left");
    expect(refusal(Buffer.from([0x0a, 0x02, 0xff, 0xff])).message).toContain("descriptor");
  });

  it("or parsed, but nothing else, when its bytes are random", () => {
    let state = 42;
    const random = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    const whole = encodeFlightDataBuffer(DATA);
    for (let round = 0; round < 20_000; round++) {
      const bytes = Buffer.from(whole.subarray(0, Math.floor(random() * 400)));
      for (let flips = 0; flips < 4 && bytes.length > 0; flips++) {
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      }
      try {
        decodeFlightData(bytes);
      } catch (error) {
        expect((error as AthanorError).code).toBe("ATHANOR_BAD_BATCH");
      }
    }
  });
});

describe("a FlightData message", () => {
  it("comes back as it was sent, its body a view of the message", () => {
    const message = encodeFlightDataBuffer(DATA);
    const back = decodeFlightData(message);
    expect(back.descriptor?.path).toEqual(["pixels", "3", "a-1"]);
    expect(Buffer.from(back.header)).toEqual(DATA.header);
    expect(Buffer.from(back.appMetadata)).toEqual(DATA.appMetadata);
    expect(Buffer.from(joinBody(back.body))).toEqual(DATA.body);
    expect(joinBody(back.body).buffer).toBe(message.buffer);
  });

  it("is encoded without copying the pieces of its body, and they may be many", () => {
    const pieces = [Buffer.from([1, 2]), new Uint8Array([3]), Buffer.alloc(300, 4)];
    const encoded = encodeFlightData({ ...DATA, body: pieces });
    expect(encoded.slice(1)).toEqual(pieces);
    const back = decodeFlightData(Buffer.concat(encoded));
    expect(Buffer.from(joinBody(back.body))).toEqual(Buffer.concat(pieces));
    expect(bodyLength(pieces)).toBe(303);
  });

  it("may have its fields in any order, unknown ones between, and repeats, of which the last counts", () => {
    const cmd = flightData({ descriptor: cmdDescriptor({ part: 1 }) });
    const body = flightData({ body: Buffer.from("body") });
    const parts = [body, cmd, flightData({ header: Buffer.from("old") }), flightData({ header: Buffer.from("new") })];
    const pieces = parts.map((part) => withoutEmptyBody(encodeFlightDataBuffer(part), part));
    const unknown = Buffer.from([0xf8, 0x06, 0x96, 0x01, 0xf9, 0x06, 1, 2, 3, 4, 5, 6, 7, 8, 0xfd, 0x06, 1, 2, 3, 4]);
    const back = decodeFlightData(Buffer.concat([pieces[0]!, unknown, ...pieces.slice(1), unknown]));
    expect(JSON.parse(back.descriptor!.cmd.toString())).toEqual({ part: 1 });
    expect(Buffer.from(back.header).toString()).toBe("new");
    expect(Buffer.from(joinBody(back.body)).toString()).toBe("body");
  });

  it("may be empty", () => {
    expect(decodeFlightData(new Uint8Array(0))).toEqual(flightData({}));
  });
});

/** Lengths at which a message is whole too, only with fewer fields. */
function fieldEnds(data: FlightData): number[] {
  const tail = (part: Partial<FlightData>) => encodeFlightDataBuffer(flightData(part)).length - 3;
  const first = tail({ descriptor: data.descriptor });
  const second = first + tail({ header: data.header });
  return [0, first, second, second + tail({ appMetadata: data.appMetadata })];
}

function withoutEmptyBody(message: Buffer, part: FlightData): Buffer {
  return bodyLength(part.body) === 0 ? message.subarray(0, message.length - 3) : message;
}
