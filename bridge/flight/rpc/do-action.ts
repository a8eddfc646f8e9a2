import { Action, Result } from "athanor-client/wire";
import { serverStream } from "./rpc.js";

export const doAction = serverStream(
  "DoAction",
  Action,
  (body: Uint8Array) => [Result.encode({ body: Buffer.from(body) }).finish()],
  (handler, action, context) => handler.doAction?.(action, context),
);
