import { homedir } from "node:os";
import { join } from "node:path";

/** What `athanor serve` leaves for the clients of its user: bridge.json, mode 0600, in its state directory. */
export interface BridgeFile {
  url: string;
  token: string;
  pid: number;
  user: string;
  /** The bridge's certificate, so that clients of its user trust it, self-signed or not; null without TLS. */
  caPath?: string | null;
}

/** Where `athanor serve` keeps its state by default: athanor in $XDG_STATE_HOME, else in ~/.local/state. */
export function stateDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_STATE_HOME || join(homedir(), ".local", "state"), "athanor");
}

export function bridgeFilePath(stateDir: string): string {
  return join(stateDir, "bridge.json");
}

/** Whether a process has this pid, of whichever user. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
