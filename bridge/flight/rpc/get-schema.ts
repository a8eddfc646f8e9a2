import { FlightDescriptor, SchemaResult } from "athanor-client/wire";
import { unary } from "./rpc.js";

export const getSchema = unary("GetSchema", FlightDescriptor, SchemaResult, (handler, descriptor, context) =>
  handler.getSchema?.(descriptor, context),
);
