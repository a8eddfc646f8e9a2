import { AthanorError } from "athanor-client/wire";
import { authenticate } from "./authentication.js";
import type { ServerCall } from "./call.js";
import type { FlightHandler } from "./handler.js";
import { handshake } from "./rpc/handshake.js";
import { RPCS } from "./rpc/index.js";

const SERVICE_PATH = "/arrow.flight.protocol.FlightService/";

/** Runs one call from its headers to its status. Never throws. */
export async function dispatch(call: ServerCall, handler: FlightHandler): Promise<void> {
  try {
    await run(call, handler, methodName(call));
    call.succeed();
  } catch (error) {
    call.fail(error);
  }
}

async function run(call: ServerCall, handler: FlightHandler, name: string): Promise<void> {
  if (name === "Handshake") return handshake(call, handler);
  const principal = await authenticate(call, handler);
  const rpc = RPCS.get(name);
  if (!rpc) throw new AthanorError("ATHANOR_UNIMPLEMENTED", `FlightService has no method ${name}`);
  const { signal, peer, headers } = call;
  const takePieces = call.messages.takePieces.bind(call.messages);
  await rpc.run(call, handler, { principal, signal, peer, headers, setHeader: call.setHeader.bind(call), takePieces });
}

function methodName(call: ServerCall): string {
  const path = call.headers[":path"] ?? "";
  if (!path.startsWith(SERVICE_PATH)) {
    throw new AthanorError(
      "ATHANOR_UNIMPLEMENTED",
      `no service at ${path.slice(0, 80)}; this port serves ${SERVICE_PATH}`,
    );
  }
  return path.slice(SERVICE_PATH.length);
}
