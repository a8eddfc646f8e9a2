import { status } from "@grpc/grpc-js";
import { AthanorError } from "./errors.js";

/** How a gRPC call ends: a status number, its message and more trailers. */
export interface GrpcStatus {
  code: number;
  message: string;
  trailers: Record<string, string>;
}

/** Trailer with an error's `details` as base64 of JSON; readable by any gRPC client as binary metadata. */
const DETAILS_TRAILER = "athanor-details-bin";
const MAX_MESSAGE_BYTES = 4096;
const MAX_DETAILS_BYTES = 4096;

export const OK_STATUS: GrpcStatus = { code: status.OK, message: "", trailers: {} };

/** The status of a thrown value: an AthanorError's own, INTERNAL for everything else. */
export function statusOf(thrown: unknown): GrpcStatus {
  const error = AthanorError.from(thrown);
  const trailers: Record<string, string> = {};
  const details = Buffer.from(Object.keys(error.details).length > 0 ? JSON.stringify(error.details) : "");
  if (details.length > 0 && details.length <= MAX_DETAILS_BYTES) trailers[DETAILS_TRAILER] = details.toString("base64");
  return { code: error.grpcStatus, message: error.message, trailers };
}

/** The trailers that end a call. */
export function encodeStatus(result: GrpcStatus): Record<string, string | number> {
  const trailers: Record<string, string | number> = { "grpc-status": result.code, ...result.trailers };
  if (result.code !== status.OK) trailers["grpc-message"] = percentEncode(result.message);
  return trailers;
}

/**
 * The outcome that headers or trailers tell: undefined when they tell none, null for OK, else the error with
 * the code, text and details that the server gave it.
 */
export function decodeStatus(headers: Record<string, unknown>): AthanorError | null | undefined {
  if (headers["grpc-status"] === undefined) return undefined;
  const code = Number(headers["grpc-status"]);
  if (code === status.OK) return null;
  const message = percentDecode(String(headers["grpc-message"] ?? "")) || `gRPC status ${status[code] ?? code}`;
  const error = AthanorError.from(Object.assign(new Error(message), { code }));
  return new AthanorError(error.code, error.text, { details: decodeDetails(headers[DETAILS_TRAILER]) });
}

/** gRPC's encoding of status messages: printable ASCII but % as it is, all other UTF-8 bytes as %XX. */
export function percentEncode(text: string): string {
  let encoded = "";
  for (const byte of Buffer.from(text).subarray(0, MAX_MESSAGE_BYTES)) {
    const plain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    encoded += plain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}

function percentDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function decodeDetails(trailer: unknown): Record<string, unknown> {
  if (typeof trailer !== "string") return {};
  try {
    return JSON.parse(Buffer.from(trailer, "base64").toString());
  } catch {
    return {};
  }
}
