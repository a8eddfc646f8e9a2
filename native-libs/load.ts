import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { AthanorError } from "athanor-client/wire";
import type { NativeAddon } from "./native.js";
import type { TransferAddon } from "./transfer.js";

/** Where the build puts addons, seen from native-libs/ and from dist/native-libs/. */
const folders = ["../build/native/", "../../build/native/"];

/**
 * Loads the native addon. Nothing of MPI starts before `start()`.
 * @throws AthanorError ATHANOR_NATIVE_MISSING with the causes and what mends each
 */
export function loadNative(): NativeAddon {
  return loadNativeFrom(built("athanor.node"));
}

/** Loads the stores' addon. @throws AthanorError ATHANOR_NATIVE_MISSING, with which a store still works, only slower */
export function loadTransfer(): TransferAddon {
  return loadNativeFrom<TransferAddon>(built("transfer.node"));
}

/** As `loadNative`, from one given file. */
export function loadNativeFrom<Addon = NativeAddon>(path: string): Addon {
  try {
    return createRequire(import.meta.url)(path) as Addon;
  } catch (cause) {
    const reason = cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
    throw new AthanorError("ATHANOR_NATIVE_MISSING", `${path} cannot be loaded: ${reason}; ${mendOf(reason)}`, {
      cause,
    });
  }
}

function built(name: string): string {
  const paths = folders.map((folder) => fileURLToPath(new URL(folder + name, import.meta.url)));
  const path = paths.find((candidate) => existsSync(candidate));
  if (path !== undefined) return path;
  throw new AthanorError(
    "ATHANOR_NATIVE_MISSING",
    `there is no native addon at ${paths.join(" or ")}; build it: npm run build`,
  );
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
