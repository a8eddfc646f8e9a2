import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { at } from "../bootstrap/paths.mjs";
import { renderDocument } from "./document.mjs";
import { renderIndex, renderLibrary } from "./render.mjs";

/** @typedef {import("../../client/node/src/wire/actions.js").LibraryManifest} LibraryManifest */

const FOLDER = "client/node/src/routines";

/**
 * Path (from the root) → text of every file that the manifests make.
 * @param {LibraryManifest[]} libraries in order of preference
 * @returns {Record<string, string>}
 */
export function routineFiles(libraries) {
  const names = ["index", ...libraries.map(({ name }) => name)];
  const texts = [renderIndex(libraries), ...libraries.map(renderLibrary)];
  const files = names.map((name, index) => {
    const path = `${FOLDER}/${name}.ts`;
    return [path, formatted(path, texts[index] ?? "")];
  });
  return Object.fromEntries([...files, ["docs/routines.md", renderDocument(libraries)]]);
}

/**
 * Generated files of libraries that are not built here: their methods would be lost.
 * @param {Record<string, string>} files
 */
export function orphans(files) {
  return readdirSync(at(FOLDER))
    .filter((name) => name.endsWith(".ts") && !Object.hasOwn(files, `${FOLDER}/${name}`))
    .map((name) => `${FOLDER}/${name}`);
}

/** As `npm run format` would leave it: the check for drift compares bytes. @param {string} path @param {string} text */
function formatted(path, text) {
  const biome = at("node_modules/.bin/biome");
  return execFileSync(biome, ["check", "--write", `--stdin-file-path=${path}`], {
    cwd: at("."),
    input: text,
    encoding: "utf8",
    stdio: ["pipe", "pipe", "pipe"],
  });
}
