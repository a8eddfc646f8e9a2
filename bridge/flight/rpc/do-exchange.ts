import { decodeFlightData, encodeFlightData } from "athanor-client/wire";
import { bidi } from "./rpc.js";

export const doExchange = bidi("DoExchange", decodeFlightData, encodeFlightData, (handler, incoming, context) =>
  handler.doExchange?.(incoming, context),
);
