import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SameHostOffer } from "athanor-client/wire";

/** Name of the file in each store directory that only its owner can read. */
const PROBE = "same-host-probe";

/**
 * Writes a fresh probe into a store directory and describes it: whoever can repeat its text sees this directory with
 * its owner's eyes. The digest tells a client that it looks into the right one, and tells nobody else the text.
 */
export function offerSameHost(directory: string): SameHostOffer {
  const text = randomBytes(32).toString("hex");
  const path = join(directory, PROBE);
  rmSync(path, { force: true });
  writeFileSync(path, text, { mode: 0o400, flag: "wx" });
  return { directory, probe: PROBE, sha256: createHash("sha256").update(text).digest("hex") };
}

/** Whether the text is that of the directory's probe; false too where there is none. */
export function seesDirectory(directory: string, text: string): boolean {
  try {
    const wanted = readFileSync(join(directory, PROBE));
    const given = Buffer.from(text);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  } catch {
    return false;
  }
}
