import { checkAddon } from "./addon.js";
import { checkBridge } from "./bridge.js";
import { type Finding, missing } from "./finding.js";
import { checkLogind } from "./logind.js";
import { checkMpi } from "./mpi.js";
import { checkNode } from "./node.js";
import { checkPorts } from "./ports.js";
import { checkStore } from "./store.js";

const CHECKS: Record<string, () => Promise<Finding[]> | Finding[]> = {
  node: checkNode,
  mpi: checkMpi,
  addon: checkAddon,
  store: checkStore,
  logind: checkLogind,
  ports: checkPorts,
  bridge: checkBridge,
};

/** Runs every check; one that breaks is a finding itself. */
export async function examine(): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [name, check] of Object.entries(CHECKS)) {
    try {
      findings.push(...(await check()));
    } catch (error) {
      findings.push(missing(name, `could not be checked: ${(error as Error).message}`, "please report this"));
    }
  }
  return findings;
}
