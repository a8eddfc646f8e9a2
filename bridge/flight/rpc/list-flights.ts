import { Criteria, FlightInfo } from "athanor-client/wire";
import { serverStream } from "./rpc.js";

export const listFlights = serverStream(
  "ListFlights",
  Criteria,
  (info: FlightInfo) => [FlightInfo.encode(info).finish()],
  (handler, criteria, context) => handler.listFlights?.(criteria, context),
);
