import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { AthanorError, type BridgeFile, bridgeFilePath, isProcessAlive } from "athanor-client/wire";
import * as v from "valibot";

const Content = v.object({
  url: v.string(),
  token: v.string(),
  pid: v.number(),
  user: v.string(),
  caPath: v.optional(v.nullable(v.string())),
}) satisfies v.GenericSchema<BridgeFile>;

/** Written whole or not at all. */
export function writeBridgeFile(stateDir: string, content: BridgeFile): void {
  const path = bridgeFilePath(stateDir);
  const draft = `${path}.${process.pid}`;
  // An old draft would keep its mode.
  rmSync(draft, { force: true });
  writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  renameSync(draft, path);
}

/**
 * The running bridge of this state directory; null when there is none, or it was killed.
 * @throws AthanorError ATHANOR_BAD_CONFIG for a file that is not bridge.json
 */
export function readBridgeFile(stateDir: string): BridgeFile | null {
  const path = bridgeFilePath(stateDir);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  const result = v.safeParse(Content, parse(text));
  if (result.success) return isProcessAlive(result.output.pid) ? result.output : null;
  throw new AthanorError("ATHANOR_BAD_CONFIG", `${path} is damaged; remove it and start athanor serve again`);
}

/** Removes the file of this process; that of another bridge stays. */
export function removeBridgeFile(stateDir: string): void {
  try {
    if (readBridgeFile(stateDir)?.pid === process.pid) rmSync(bridgeFilePath(stateDir), { force: true });
  } catch {
    // A damaged file is not ours.
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
