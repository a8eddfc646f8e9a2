import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { AthanorError } from "athanor-client/wire";
import type { NativeAddon } from "./native.js";

/** Where the build puts the addon, seen from native-libs/ and from dist/native-libs/. */
const candidates = ["../build/native/athanor.node", "../../build/native/athanor.node"];

/**
 * Loads the native addon. Nothing of MPI starts before `start()`.
 * @throws AthanorError ATHANOR_NATIVE_MISSING with the causes and what mends each
 */
export function loadNative(): NativeAddon {
  const paths = candidates.map((candidate) => fileURLToPath(new URL(candidate, import.meta.url)));
  const path = paths.find((candidate) => existsSync(candidate));
  if (path === undefined) {
    throw new AthanorError(
      "ATHANOR_NATIVE_MISSING",
      `there is no native addon at ${paths.join(" or ")}; build it: npm run build`,
    );
  }
  return loadNativeFrom(path);
}

/** As `loadNative`, from one given file. */
export function loadNativeFrom(path: string): NativeAddon {
  try {
    return createRequire(import.meta.url)(path) as NativeAddon;
  } catch (cause) {
    const reason = cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
    throw new AthanorError("ATHANOR_NATIVE_MISSING", `${path} cannot be loaded: ${reason}; ${mendOf(reason)}`, {
      cause,
    });
  }
}

function mendOf(reason: string): string {
  const library = /(lib[\w+-]+\.so[.\d]*): cannot open shared object/.exec(reason)?.[1];
  if (library !== undefined) {
    return `${library} is not installed or not on the loader's path: install it (npm run bootstrap), or load the module that built the addon`;
  }
  if (/undefined symbol|version .* not found/.test(reason)) {
    return "it was built with other versions of its libraries: npm run build";
  }
  return "build it again: npm run build";
}
