import { FlightDescriptor, PollInfo } from "athanor-client/wire";
import { unary } from "./rpc.js";

export const pollFlightInfo = unary("PollFlightInfo", FlightDescriptor, PollInfo, (handler, descriptor, context) =>
  handler.pollFlightInfo?.(descriptor, context),
);
