import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { AthanorError } from "athanor-client/wire";
import type { BridgeConfig } from "./config.js";

/**
 * Reads the TLS files once ahead, so that a wrong path or a key of another certificate is said at the start, and not by
 * the first store.
 * @throws AthanorError ATHANOR_BAD_CONFIG
 */
export function checkTlsFiles(tls: BridgeConfig["tls"]): void {
  if (!tls) return;
  const cert = readPem("tls.certPath", tls.certPath);
  const key = readPem("tls.keyPath", tls.keyPath);
  const ca = tls.clientCaPath === null ? undefined : readPem("tls.clientCaPath", tls.clientCaPath);
  try {
    createSecureContext({ cert, key, ca });
  } catch (cause) {
    const text = `tls: ${tls.certPath} and ${tls.keyPath} are no certificate and its key in PEM (${(cause as Error).message})`;
    throw new AthanorError("ATHANOR_BAD_CONFIG", text, { cause });
  }
}

function readPem(setting: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const text = `${setting}: ${(cause as Error).message}; give the path of a PEM file`;
    throw new AthanorError("ATHANOR_BAD_CONFIG", text, { cause });
  }
}
