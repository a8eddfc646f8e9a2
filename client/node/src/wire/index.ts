/** What both ends of the wire share. The bridge imports it from here, so that it is written once. */
export * from "./actions.js";
export * from "./advice.js";
export * from "./bridge-file.js";
export * from "./byte-limiter.js";
export * from "./channel.js";
export type { CallOptions } from "./client-call.js";
export type { ConnectionOptions } from "./connection.js";
export * from "./decode-rows.js";
export * from "./descriptor.js";
export * from "./encode-rows.js";
export * from "./errors.js";
export * from "./flight-data.js";
export {
  Action,
  ActionType,
  BasicAuth,
  CancelFlightInfoRequest,
  CancelFlightInfoResult,
  CancelStatus,
  Criteria,
  Empty,
  FlightDescriptor,
  FlightDescriptor_DescriptorType,
  FlightEndpoint,
  FlightInfo,
  FlightServiceClient,
  FlightServiceService,
  HandshakeRequest,
  HandshakeResponse,
  Location,
  type MessageFns,
  PollInfo,
  PutResult,
  RenewFlightEndpointRequest,
  Result,
  SchemaResult,
  Ticket,
} from "./generated/arrow/flight.js";
export {
  type AttemptComplete,
  FromChild,
  type Hello,
  LeashClient,
  type LeashServer,
  LeashService,
  ToChild,
} from "./generated/athanor/v1/leash.js";
export * from "./grpc-timeout.js";
export * from "./ipc.js";
export * from "./ipc-stream.js";
export * from "./keepalive.js";
export * from "./matrix-schema.js";
export type { OfferMessage, TakePiece } from "./message-assembler.js";
export * from "./message-reader.js";
export * from "./message-writer.js";
export * from "./pieces.js";
export * from "./status.js";
export * from "./upload.js";
