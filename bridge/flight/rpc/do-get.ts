import { encodeFlightData, Ticket } from "athanor-client/wire";
import { serverStream } from "./rpc.js";

export const doGet = serverStream("DoGet", Ticket, encodeFlightData, (handler, ticket, context) =>
  handler.doGet?.(ticket, context),
);
