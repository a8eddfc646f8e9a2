import { readFileSync } from "node:fs";
import { AthanorError } from "./wire/errors.js";

/** PEM texts as the channel takes them. */
export interface TlsFiles {
  ca?: string | Buffer;
  cert?: string | Buffer;
  key?: string | Buffer;
  serverName?: string;
}

/** Reads what was given as a path. @throws AthanorError ATHANOR_INVALID_ARGUMENT when it cannot be read */
export function loadTls(tls: TlsFiles): TlsFiles {
  return { ...tls, ca: pem("ca", tls.ca), cert: pem("cert", tls.cert), key: pem("key", tls.key) };
}

function pem(field: string, value: string | Buffer | undefined): string | Buffer | undefined {
  if (typeof value !== "string" || value.includes("-----BEGIN")) return value;
  try {
    return readFileSync(value);
  } catch (cause) {
    const text = `tls.${field} is neither PEM text nor a file that can be read: ${(cause as Error).message}`;
    throw new AthanorError("ATHANOR_INVALID_ARGUMENT", text, { cause });
  }
}
