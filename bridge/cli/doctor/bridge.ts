import { addressFromBridgeFile, addressFromEnvironment, connect } from "athanor-client";
import { type Finding, ok, warning } from "./finding.js";

const DEADLINE_MS = 5_000;

/** The bridge that commands would find, if any. */
export async function checkBridge(): Promise<Finding[]> {
  if (!addressFromEnvironment() && !addressFromBridgeFile())
    return [ok("bridge", "none runs; `athanor serve` starts one")];
  try {
    const athanor = await connect({ deadlineMs: DEADLINE_MS });
    const { version, groups, store } = await athanor.status();
    await athanor.close();
    const ranks = groups.reduce((total, group) => total + group.ranks, 0);
    return [ok("bridge", `${athanor.url}, version ${version}, ${store.stores} stores, ${ranks} ranks`)];
  } catch (error) {
    return [warning("bridge", (error as Error).message, "restart it: athanor serve")];
  }
}
