import { FlightDescriptor, FlightInfo } from "athanor-client/wire";
import { unary } from "./rpc.js";

export const getFlightInfo = unary("GetFlightInfo", FlightDescriptor, FlightInfo, (handler, descriptor, context) =>
  handler.getFlightInfo?.(descriptor, context),
);
