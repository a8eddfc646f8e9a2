import { type CallOptions, ClientCall } from "./client-call.js";
import { Connection, type ConnectionOptions } from "./connection.js";
import { AthanorError } from "./errors.js";
import { decodeFlightData, encodeFlightData, type FlightData } from "./flight-data.js";
import {
  Action,
  ActionType,
  BasicAuth,
  Criteria,
  Empty,
  FlightDescriptor,
  FlightInfo,
  HandshakeRequest,
  HandshakeResponse,
  type MessageFns,
  PollInfo,
  PutResult,
  Result,
  SchemaResult,
  Ticket,
} from "./generated/arrow/flight.js";
import type { StreamLimits } from "./message-reader.js";
import { joinPieces, type Pieces } from "./pieces.js";

export interface ChannelOptions extends ConnectionOptions {
  /** Sent as `authorization: Bearer` with every call. */
  token?: string | null;
  /** Deadline of calls with one answer. Default 60 s. */
  deadlineMs?: number;
  /** Largest message taken. Default 1 GiB: the server chooses its batches. */
  maxMessageBytes?: number;
  /** Bytes of whole messages that may wait between stream and user, each way. Default 8 MiB. */
  maxBytesWaiting?: number;
  /** How long a DoGet may send nothing, or a server read nothing of a DoPut. Default 2 min; 0: for ever. */
  streamIdleTimeoutMs?: number;
}

const SERVICE_PATH = "/arrow.flight.protocol.FlightService/";
const DEFAULTS = {
  deadlineMs: 60_000,
  maxMessageBytes: 1024 ** 3,
  maxBytesWaiting: 8 * 1024 * 1024,
  streamIdleTimeoutMs: 120_000,
};

/** For answers that come when they come: a dead connection is noticed by its keepalive, not here. */
const FOR_EVER = { streamIdleTimeoutMs: 0 };

/**
 * A client of one Flight service. It connects when first used and again after the connection was lost. Streams
 * are async iterables, held back in both directions; leaving a loop early cancels its call. Whatever fails is
 * an AthanorError, with the server's code where it came from the server.
 * @example
 * const channel = new FlightChannel("grpc://127.0.0.1:8815", { token });
 * for await (const body of channel.doAction("athanor.status", Buffer.from("{}"))) console.log(`${body}`);
 * await channel.close();
 */
export class FlightChannel {
  private readonly connection: Connection;
  private readonly options: ChannelOptions & typeof DEFAULTS;

  constructor(
    readonly url: string,
    options: ChannelOptions = {},
  ) {
    this.options = { ...DEFAULTS, ...options };
    this.connection = new Connection(url, options);
  }

  getFlightInfo(descriptor: FlightDescriptor, options?: CallOptions): Promise<FlightInfo> {
    return this.unary("GetFlightInfo", FlightDescriptor, descriptor, FlightInfo, options);
  }

  pollFlightInfo(descriptor: FlightDescriptor, options?: CallOptions): Promise<PollInfo> {
    return this.unary("PollFlightInfo", FlightDescriptor, descriptor, PollInfo, options);
  }

  getSchema(descriptor: FlightDescriptor, options?: CallOptions): Promise<SchemaResult> {
    return this.unary("GetSchema", FlightDescriptor, descriptor, SchemaResult, options);
  }

  async *listFlights(expression: Uint8Array = Buffer.alloc(0), options?: CallOptions): AsyncGenerator<FlightInfo> {
    const request = encode(Criteria, { expression: Buffer.from(expression) });
    for await (const message of this.stream("ListFlights", request, options))
      yield FlightInfo.decode(joinPieces(message));
  }

  async *listActions(options?: CallOptions): AsyncGenerator<ActionType> {
    for await (const message of this.stream("ListActions", encode(Empty, {}), options))
      yield ActionType.decode(joinPieces(message));
  }

  /** Yields the body of each Result. No deadline and no idle limit unless given: actions may watch for long. */
  async *doAction(type: string, body: Uint8Array, options: CallOptions = {}): AsyncGenerator<Uint8Array> {
    const request = encode(Action, { type, body: Buffer.from(body) });
    for await (const message of this.stream("DoAction", request, options, FOR_EVER))
      yield Result.decode(joinPieces(message)).body;
  }

  async *doGet(ticket: Ticket, options?: CallOptions): AsyncGenerator<FlightData> {
    for await (const message of this.stream("DoGet", encode(Ticket, ticket), options)) yield decodeFlightData(message);
  }

  /**
   * Sends `source` and yields the app_metadata of each PutResult; nothing happens until the result is iterated.
   * An error of the source cancels the call and is thrown here; an error of the call runs the source's `finally`.
   */
  async *doPut(source: AsyncIterable<FlightData>, options?: CallOptions): AsyncGenerator<Uint8Array> {
    for await (const message of this.duplex("DoPut", source, options))
      yield PutResult.decode(joinPieces(message)).appMetadata;
  }

  async *doExchange(source: AsyncIterable<FlightData>, options?: CallOptions): AsyncGenerator<FlightData> {
    for await (const message of this.duplex("DoExchange", source, options)) yield decodeFlightData(message);
  }

  /** A bearer token for user and password; it is not kept. */
  async handshake(username: string, password: string, options?: CallOptions): Promise<string> {
    const payload = encode(BasicAuth, { username, password });
    const request = encode(HandshakeRequest, { protocolVersion: 0, payload });
    for await (const message of this.stream("Handshake", request, {
      deadlineMs: this.options.deadlineMs,
      ...options,
    })) {
      return HandshakeResponse.decode(joinPieces(message)).payload.toString();
    }
    throw new AthanorError("ATHANOR_UNAUTHENTICATED", `${this.url} gave no token`);
  }

  /** Lets running calls end, then closes the connection; with `force` it cuts them off. */
  close(options: { force?: boolean } = {}): Promise<void> {
    return this.connection.close(options.force ?? false);
  }

  private async unary<Q, A>(
    name: string,
    type: MessageFns<Q>,
    request: Q,
    answer: MessageFns<A>,
    options?: CallOptions,
  ): Promise<A> {
    const withDeadline = { deadlineMs: this.options.deadlineMs, ...options };
    let result: A | undefined;
    for await (const message of this.stream(name, encode(type, request), withDeadline))
      result = answer.decode(joinPieces(message));
    if (result === undefined) throw new AthanorError("ATHANOR_INTERNAL", `${this.url} answered ${name} with nothing`);
    return result;
  }

  /** One request message, a stream of answers. */
  private async *stream(
    name: string,
    request: Buffer,
    options?: CallOptions,
    reading: Partial<StreamLimits> = {},
  ): AsyncGenerator<Pieces> {
    const call = await this.open(name, options, reading);
    try {
      await call.send([request]);
      call.endSending();
      yield* call.messages;
    } finally {
      call.cancel(new AthanorError("ATHANOR_CLOSED", `${name} was left before its end`));
    }
  }

  private async *duplex(
    name: string,
    source: AsyncIterable<FlightData>,
    options?: CallOptions,
  ): AsyncGenerator<Pieces> {
    const call = await this.open(name, options, FOR_EVER);
    void pump(source, call);
    try {
      yield* call.messages;
    } finally {
      call.cancel(new AthanorError("ATHANOR_CLOSED", `${name} was left before its end`));
    }
  }

  private async open(name: string, options: CallOptions = {}, reading: Partial<StreamLimits>): Promise<ClientCall> {
    options.signal?.throwIfAborted();
    const session = await this.connection.session();
    const { token, maxMessageBytes, maxBytesWaiting, streamIdleTimeoutMs } = this.options;
    const headers = { ...(token ? { authorization: `Bearer ${token}` } : {}), ...options.headers };
    const write = { maxMessageBytes, maxBytesWaiting, streamIdleTimeoutMs };
    const limits = { write, read: { ...write, ...reading } };
    return new ClientCall(session, this.url, SERVICE_PATH + name, limits, { ...options, headers });
  }
}

/** Sends all of `source`; its error cancels the call. When the call ends first, the source is left. */
async function pump(source: AsyncIterable<FlightData>, call: ClientCall): Promise<void> {
  const iterator = source[Symbol.asyncIterator]();
  let gone = false;
  const leave = () => {
    gone = true;
    iterator.return?.().then(undefined, () => {});
  };
  call.onClose(leave);
  try {
    for (let step = await iterator.next(); !step.done; step = await iterator.next()) {
      await call.send(encodeFlightData(step.value));
    }
    call.endSending();
  } catch (error) {
    // A call that is over tells its own error; the failed send is only its echo.
    if (!gone) call.cancel(AthanorError.from(error));
    leave();
  }
}

function encode<T>(type: MessageFns<T>, message: T): Buffer {
  return Buffer.from(type.encode(message).finish());
}
