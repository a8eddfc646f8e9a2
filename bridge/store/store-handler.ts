import type { FlightHandler } from "../flight/index.js";
import { doGet } from "./do-get.js";
import { doPut } from "./do-put.js";
import type { StoreServices } from "./services.js";

/** The Flight face of a store: DoPut and DoGet of parts, nothing else. */
export function storeHandler(services: StoreServices): FlightHandler {
  return {
    authenticate: services.authenticate,
    doPut: (incoming, context) => doPut(services, incoming, context),
    doGet: (ticket, context) => doGet(services, ticket, context),
  };
}
