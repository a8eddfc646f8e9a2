import { AthanorError, BasicAuth, HandshakeRequest, HandshakeResponse, joinPieces } from "athanor-client/wire";
import { announceToken, basicCredentials } from "../authentication.js";
import type { ServerCall } from "../call.js";
import type { FlightHandler } from "../handler.js";

/**
 * Turns user and password into a bearer token: from a Basic `authorization` header (the token goes back in the
 * header `authorization`), or, as older clients do it, from a BasicAuth payload (it goes back as payload).
 */
export async function handshake(call: ServerCall, handler: FlightHandler): Promise<void> {
  if (!handler.handshake) throw new AthanorError("ATHANOR_UNIMPLEMENTED", "this service does not offer Handshake");
  const basic = basicCredentials(call.headers);
  if (basic) {
    announceToken(call, await handler.handshake(basic.user, basic.password));
    return;
  }
  for await (const message of call.messages) {
    const { username, password } = decodePayload(joinPieces(message));
    const token = await handler.handshake(username, password);
    announceToken(call, token);
    const reply = HandshakeResponse.encode({ protocolVersion: 0, payload: Buffer.from(token) }).finish();
    await call.send([reply]);
    return;
  }
  throw new AthanorError("ATHANOR_UNAUTHENTICATED", "the Handshake came without credentials; send Basic credentials");
}

function decodePayload(message: Buffer): BasicAuth {
  try {
    return BasicAuth.decode(HandshakeRequest.decode(message).payload);
  } catch (cause) {
    const text = "the Handshake payload is not a BasicAuth message; send user and password as one";
    throw new AthanorError("ATHANOR_UNAUTHENTICATED", text, { cause });
  }
}
