import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import { loadTls, type TlsFiles } from "./tls.js";
import { type BridgeFile, bridgeFilePath, isProcessAlive, stateDirectory } from "./wire/bridge-file.js";
import { AthanorError } from "./wire/errors.js";

/** Where a bridge was found. */
export interface BridgeAddress {
  url: string;
  token: string | null;
  tls: TlsFiles | null;
}

/** $ATHANOR_URL and $ATHANOR_TOKEN, or null. */
export function addressFromEnvironment(env: NodeJS.ProcessEnv = process.env): BridgeAddress | null {
  if (!env.ATHANOR_URL) return null;
  const tls = env.ATHANOR_CA ? { ca: env.ATHANOR_CA } : null;
  return { url: env.ATHANOR_URL, token: env.ATHANOR_TOKEN ?? null, tls };
}

/** The running `athanor serve` of this user, or null. A file whose process is gone counts as none. */
export function addressFromBridgeFile(env: NodeJS.ProcessEnv = process.env): BridgeAddress | null {
  const path = bridgeFilePath(stateDirectory(env));
  let file: Partial<BridgeFile> & Pick<BridgeFile, "url" | "token">;
  try {
    file = JSON.parse(readFileSync(path, "utf8")) as typeof file;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new AthanorError(
      "ATHANOR_NO_BRIDGE",
      `${path} cannot be read: ${(cause as Error).message}; start \`athanor serve\` anew`,
      { cause },
    );
  }
  if (file.pid !== undefined && !isProcessAlive(file.pid)) return null;
  return { url: file.url, token: file.token, tls: file.caPath ? trusting(file.caPath) : null };
}

/** The certificate of the user's own bridge beside the usual authorities. */
function trusting(certificatePath: string): TlsFiles {
  const { ca } = loadTls({ ca: certificatePath });
  return { ca: [...rootCertificates, ca!.toString()].join("\n") };
}
