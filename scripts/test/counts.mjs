import { readFileSync } from "node:fs";
import { at } from "../bootstrap/paths.mjs";

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {{ name: string, reason: string }[]} skipped
 * @property {number} errors thrown outside of any test
 */

export const countsFile = at("build", "test-counts.json");

/** @returns {Counts | null} null when the runner did not get as far as to write them */
export function readCounts() {
  try {
    return JSON.parse(readFileSync(countsFile, "utf8"));
  } catch {
    return null;
  }
}
