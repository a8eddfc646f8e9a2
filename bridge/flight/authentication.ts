import type { IncomingHttpHeaders } from "node:http2";
import { AthanorError } from "athanor-client/wire";
import type { ServerCall } from "./call.js";
import type { FlightHandler } from "./handler.js";

/**
 * The principal of a call. Clients show their token as `authorization: Bearer`, or, after the older payload
 * handshake, as `auth-token-bin`; Basic credentials are taken on any call and answered with a token.
 */
export async function authenticate(call: ServerCall, handler: FlightHandler): Promise<string> {
  const basic = basicCredentials(call.headers);
  if (!basic || !handler.handshake) return handler.authenticate(bearerToken(call.headers));
  const token = await handler.handshake(basic.user, basic.password);
  announceToken(call, token);
  return handler.authenticate(token);
}

/** Tells the caller the token to use from now on. */
export function announceToken(call: ServerCall, token: string): void {
  call.setHeader("authorization", `Bearer ${token}`);
}

/** User and password of a Basic `authorization` header; null when there is none. */
export function basicCredentials(headers: IncomingHttpHeaders): { user: string; password: string } | null {
  const encoded = credentials(headers, "basic");
  if (encoded === null) return null;
  const decoded = Buffer.from(encoded, "base64").toString();
  const colon = decoded.indexOf(":");
  if (colon < 0) throw new AthanorError("ATHANOR_UNAUTHENTICATED", "Basic credentials are base64 of user:password");
  return { user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

function bearerToken(headers: IncomingHttpHeaders): string | null {
  const bearer = credentials(headers, "bearer");
  if (bearer !== null) return bearer;
  const older = headers["auth-token-bin"];
  return typeof older === "string" ? Buffer.from(older, "base64").toString() : null;
}

function credentials(headers: IncomingHttpHeaders, scheme: string): string | null {
  const value = headers.authorization;
  if (value === undefined) return null;
  const space = value.indexOf(" ");
  return value.slice(0, space).toLowerCase() === scheme ? value.slice(space + 1).trim() : null;
}
