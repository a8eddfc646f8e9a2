import { createHmac, timingSafeEqual } from "node:crypto";
import { AthanorError } from "athanor-client/wire";
import type { Capability, ReadTicket, WriteGrant } from "./capability-types.js";

/**
 * The capability as text: base64url JSON, a dot, base64url HMAC-SHA256 of the part before the dot.
 * @param key shared by the bridge and its stores, at least 32 random bytes
 */
export function signCapability(key: Uint8Array, capability: Capability): string {
  const payload = Buffer.from(JSON.stringify(capability)).toString("base64url");
  return `${payload}.${macOf(key, payload).toString("base64url")}`;
}

/**
 * What a signed write grant says, after checking signature, kind, user and expiry.
 * @throws AthanorError ATHANOR_PERMISSION_DENIED (forged, of another kind, another user's), ATHANOR_TICKET_EXPIRED
 */
export function verifyWriteGrant(key: Uint8Array, signed: string, user: string, nowMs = Date.now()): WriteGrant {
  const capability = verifyCapability(key, signed, user, nowMs);
  if (capability.kind !== "write")
    throw denied("this is no write capability; a DoPut needs the capability of createMatrix");
  return capability;
}

/**
 * What a signed read ticket says, after checking signature, kind, user and expiry.
 * @throws AthanorError ATHANOR_PERMISSION_DENIED (forged, of another kind, another user's), ATHANOR_TICKET_EXPIRED
 */
export function verifyReadTicket(key: Uint8Array, signed: string, user: string, nowMs = Date.now()): ReadTicket {
  const capability = verifyCapability(key, signed, user, nowMs);
  if (capability.kind !== "read")
    throw denied("this is no ticket for the rows of a matrix; ask the bridge for one with GetFlightInfo");
  return capability;
}

/**
 * What any signed capability says, after checking signature, user and expiry.
 * @throws AthanorError ATHANOR_PERMISSION_DENIED (forged, another user's), ATHANOR_TICKET_EXPIRED
 */
export function verifyCapability(key: Uint8Array, signed: string, user: string, nowMs = Date.now()): Capability {
  const dot = signed.indexOf(".");
  const payload = signed.slice(0, Math.max(dot, 0));
  const given = Buffer.from(signed.slice(dot + 1), "base64url");
  const wanted = macOf(key, payload);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw denied("the signature is not this bridge's; ask it for a fresh one");
  }
  const capability = JSON.parse(Buffer.from(payload, "base64url").toString()) as Capability;
  if (capability.user !== user) throw denied("it was issued to another user");
  if (capability.expiresAtMs <= nowMs) {
    const agoMs = Math.round(nowMs - capability.expiresAtMs);
    throw new AthanorError("ATHANOR_TICKET_EXPIRED", `it expired ${agoMs} ms ago; ask the bridge for a fresh one`, {
      details: { expiresAtMs: capability.expiresAtMs },
    });
  }
  return capability;
}

function macOf(key: Uint8Array, payload: string): Buffer {
  return createHmac("sha256", key).update(payload).digest();
}

function denied(text: string): AthanorError {
  return new AthanorError("ATHANOR_PERMISSION_DENIED", text);
}
