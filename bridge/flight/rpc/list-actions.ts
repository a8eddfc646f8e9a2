import { ActionType, Empty } from "athanor-client/wire";
import { serverStream } from "./rpc.js";

export const listActions = serverStream(
  "ListActions",
  Empty,
  (action: ActionType) => [ActionType.encode(action).finish()],
  (handler, _empty, context) => handler.listActions?.(context),
);
