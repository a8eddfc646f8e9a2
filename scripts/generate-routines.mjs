#!/usr/bin/env node
/**
 * `npm run generate:routines`: writes the Node client's typed methods and docs/routines.md from the manifests of the
 * built libraries, or of those in another folder: `npm run generate:routines -- FOLDER`.
 */
import { writeFileSync } from "node:fs";
import { at } from "./bootstrap/paths.mjs";
import { orphans, routineFiles } from "./routines/files.mjs";
import { builtManifests } from "./routines/manifests.mjs";

const files = routineFiles(builtManifests(process.argv[2]));
const lost = orphans(files);
if (lost.length > 0) {
  const text = `${lost.join(", ")}: no such library is built. Build it, or delete the file where the library is gone.`;
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
for (const [path, text] of Object.entries(files)) writeFileSync(at(path), text);
