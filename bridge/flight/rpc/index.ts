import { doAction } from "./do-action.js";
import { doExchange } from "./do-exchange.js";
import { doGet } from "./do-get.js";
import { doPut } from "./do-put.js";
import { getFlightInfo } from "./get-flight-info.js";
import { getSchema } from "./get-schema.js";
import { listActions } from "./list-actions.js";
import { listFlights } from "./list-flights.js";
import { pollFlightInfo } from "./poll-flight-info.js";
import type { Rpc } from "./rpc.js";

/** Every method that needs an authenticated caller, by name; Handshake stands apart. */
export const RPCS: ReadonlyMap<string, Rpc> = new Map(
  [listFlights, getFlightInfo, pollFlightInfo, getSchema, doGet, doPut, doExchange, doAction, listActions].map(
    (rpc) => [rpc.name, rpc],
  ),
);
