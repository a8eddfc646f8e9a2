/** Where things are. Every script takes its paths from here, so that each works from any directory. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** @param {...string} parts */
export const at = (...parts) => join(root, ...parts);

export const buildDir = at("build");
export const logFile = at("build", "bootstrap.log");
export const stampDir = at("build", "stamps");
export const venvDir = at("build", "venv");
export const nativeDir = at("build", "native");
