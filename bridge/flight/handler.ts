import type {
  Action,
  ActionType,
  Criteria,
  FlightData,
  FlightDescriptor,
  FlightInfo,
  OfferMessage,
  PollInfo,
  SchemaResult,
  Ticket,
} from "athanor-client/wire";

/** Who calls, and how to notice that they left. One per call. */
export interface CallContext {
  /** What `authenticate` returned. */
  principal: string;
  /** Aborted when the client cancels, its deadline passes, its connection breaks, or the server closes. */
  signal: AbortSignal;
  /** Remote address, for logs. */
  peer: string;
  /** Request headers, names in lower case. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Adds a response header; counts until the first message of the answer. */
  setHeader(name: string, value: string): void;
  /** Of DoPut and DoExchange: lets the handler take large messages piece by piece, as they come. See MessageReader. */
  takePieces(offer: OfferMessage): void;
}

/**
 * What a Flight service does. The server decodes each RPC, calls one of these, and encodes what comes back;
 * thrown errors become gRPC statuses (AthanorError.grpcStatus with its message, everything else INTERNAL).
 * Streams in and out are async iterables: the server pulls output as fast as the peer reads and stops
 * reading input while the handler does not pull. When the peer leaves, the iterable ends by throwing and the
 * handler's `finally` runs. A method left out answers UNIMPLEMENTED.
 */
export interface FlightHandler {
  /** The principal of a bearer token; throws ATHANOR_UNAUTHENTICATED. Called before every RPC, with null when none was sent. */
  authenticate(bearerToken: string | null): string;
  /** Checks user and password (Basic credentials or a Handshake payload) and returns a bearer token. */
  handshake?(user: string, password: string): Promise<string>;
  listFlights?(criteria: Criteria, context: CallContext): AsyncIterable<FlightInfo>;
  getFlightInfo?(descriptor: FlightDescriptor, context: CallContext): Promise<FlightInfo>;
  pollFlightInfo?(descriptor: FlightDescriptor, context: CallContext): Promise<PollInfo>;
  getSchema?(descriptor: FlightDescriptor, context: CallContext): Promise<SchemaResult>;
  doGet?(ticket: Ticket, context: CallContext): AsyncIterable<FlightData>;
  /** Yields the app_metadata of each PutResult. */
  doPut?(incoming: AsyncIterable<FlightData>, context: CallContext): AsyncIterable<Uint8Array>;
  doExchange?(incoming: AsyncIterable<FlightData>, context: CallContext): AsyncIterable<FlightData>;
  doAction?(action: Action, context: CallContext): AsyncIterable<Uint8Array>;
  listActions?(context: CallContext): AsyncIterable<ActionType>;
}
