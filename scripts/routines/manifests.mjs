import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { at } from "../bootstrap/paths.mjs";

/** @typedef {import("../../client/node/src/wire/actions.js").LibraryManifest} LibraryManifest */

/** A short form such as `athanor.pca` goes to the first of these that has it; other libraries follow by name. */
const ORDER = ["rowwise", "scalapack", "slepc"];

/**
 * The manifests of the libraries that are built, as the libraries themselves say them.
 * @param {string} [folder] of shared objects
 * @returns {LibraryManifest[]}
 */
export function builtManifests(folder = at("build/native/libraries")) {
  const program = at("build/native/testing/run_routine");
  if (!existsSync(program)) throw new Error(`${program} is not built; run \`npm run build\``);
  const manifests = readdirSync(folder)
    .filter((file) => file.endsWith(".so"))
    .map((file) => JSON.parse(execFileSync(program, [join(folder, file), "manifest"], { encoding: "utf8" })));
  return manifests.sort((one, other) => rank(one.name) - rank(other.name) || one.name.localeCompare(other.name));
}

/** @param {string} name */
function rank(name) {
  const place = ORDER.indexOf(name);
  return place < 0 ? ORDER.length : place;
}
