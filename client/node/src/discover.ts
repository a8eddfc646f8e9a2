import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { loadTls, type TlsFiles } from "./tls.js";
import { AthanorError } from "./wire/errors.js";

/** Where a bridge was found. */
export interface BridgeAddress {
  url: string;
  token: string | null;
  tls: TlsFiles | null;
}

/** What `athanor serve` writes for its user, with mode 0600. */
interface BridgeFile {
  url: string;
  token: string;
  pid?: number;
  caPath?: string | null;
}

/** Where `athanor serve` keeps its state by default: athanor in $XDG_STATE_HOME, else in ~/.local/state. */
export function stateDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_STATE_HOME || join(homedir(), ".local", "state"), "athanor");
}

/** $ATHANOR_URL and $ATHANOR_TOKEN, or null. */
export function addressFromEnvironment(env: NodeJS.ProcessEnv = process.env): BridgeAddress | null {
  if (!env.ATHANOR_URL) return null;
  const tls = env.ATHANOR_CA ? { ca: env.ATHANOR_CA } : null;
  return { url: env.ATHANOR_URL, token: env.ATHANOR_TOKEN ?? null, tls };
}

/** The running `athanor serve` of this user, or null. A file whose process is gone counts as none. */
export function addressFromBridgeFile(env: NodeJS.ProcessEnv = process.env): BridgeAddress | null {
  const path = join(stateDirectory(env), "bridge.json");
  let file: BridgeFile;
  try {
    file = JSON.parse(readFileSync(path, "utf8")) as BridgeFile;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new AthanorError(
      "ATHANOR_NO_BRIDGE",
      `${path} cannot be read: ${(cause as Error).message}; start \`athanor serve\` anew`,
      { cause },
    );
  }
  if (file.pid !== undefined && !isAlive(file.pid)) return null;
  return { url: file.url, token: file.token, tls: file.caPath ? trusting(file.caPath) : null };
}

/** The certificate of the user's own bridge beside the usual authorities. */
function trusting(certificatePath: string): TlsFiles {
  const { ca } = loadTls({ ca: certificatePath });
  return { ca: [...rootCertificates, ca!.toString()].join("\n") };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
