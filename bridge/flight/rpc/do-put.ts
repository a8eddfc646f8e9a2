import { decodeFlightData, PutResult } from "athanor-client/wire";
import { bidi } from "./rpc.js";

export const doPut = bidi(
  "DoPut",
  decodeFlightData,
  (appMetadata: Uint8Array) => [PutResult.encode({ appMetadata: Buffer.from(appMetadata) }).finish()],
  (handler, incoming, context) => handler.doPut?.(incoming, context),
);
