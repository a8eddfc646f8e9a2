/**
 * Stamps: one small file a step that holds the fingerprint of what the step was last done for.
 * A step whose fingerprint is unchanged is skipped; this is what makes a second bootstrap quick.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { at, stampDir } from "./paths.mjs";

/** @param {string} step */
const stampFile = (step) => join(stampDir, step);

/**
 * @param {string} step
 * @returns {string | null} what the step was last done for; null when it never was
 */
export function stampOf(step) {
  try {
    return readFileSync(stampFile(step), "utf8");
  } catch {
    return null;
  }
}

/**
 * @param {string} step
 * @param {string} fingerprint
 */
export function isFresh(step, fingerprint) {
  return stampOf(step) === fingerprint;
}

/**
 * @param {string} step
 * @param {string} fingerprint
 */
export function markFresh(step, fingerprint) {
  mkdirSync(stampDir, { recursive: true });
  writeFileSync(stampFile(step), fingerprint);
}

/** @param {string} step */
export function forget(step) {
  rmSync(stampFile(step), { force: true });
}

/**
 * Fingerprint of files by path and content; folders are walked. Not by time: a checkout or a copy changes times only.
 * @param {string[]} paths relative to the repository
 * @param {(path: string) => boolean} [wanted]
 */
export function fingerprintOf(paths, wanted = () => true) {
  const hash = createHash("sha256");
  for (const path of paths)
    for (const file of filesUnder(path)) if (wanted(file)) hash.update(`${file}\0`).update(readFileSync(at(file)));
  return hash.digest("hex");
}

/** @param {...string} texts */
export function fingerprintOfText(...texts) {
  return createHash("sha256").update(texts.join("\0")).digest("hex");
}

const skipped = new Set(["node_modules", "dist", "build", "generated", ".git", "__pycache__"]);

/**
 * Files of the source tree under a path, in a fixed order; what is built or installed is left out.
 * @param {string} path relative to the repository
 * @returns {string[]}
 */
export function filesUnder(path) {
  const info = statSync(at(path), { throwIfNoEntry: false });
  if (!info) return [];
  if (!info.isDirectory()) return [path];
  return readdirSync(at(path), { withFileTypes: true })
    .filter((entry) => !skipped.has(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => filesUnder(path === "." ? entry.name : join(path, entry.name)));
}
