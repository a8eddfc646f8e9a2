import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The package's root folder, from the sources as from dist/. */
export const ROOT = findRoot(dirname(fileURLToPath(import.meta.url)));

/** A path inside the package, such as fromRoot("build/native/libraries"). */
export function fromRoot(path: string): string {
  return join(ROOT, path);
}

function findRoot(folder: string): string {
  while (!existsSync(join(folder, "bin", "athanor.mjs"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error("the package's bin/athanor.mjs is missing: the installation is incomplete");
    folder = parent;
  }
  return folder;
}
