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
  const paths = pathsOf("athanor.node");
  const path = paths.find((candidate) => existsSync(candidate));
  if (path === undefined) {
    throw new AthanorError(
      "ATHANOR_NATIVE_MISSING",
      `there is no native addon at ${paths.join(" or ")}; build it: npm run build`,
    );
  }
  return loadNativeFrom(path);
}

/**
 * The stores' addon; null where it was not built, since all that it does can be done without it, only slower.
 * @throws AthanorError ATHANOR_NATIVE_MISSING where it is there and cannot be loaded
 */
export function loadTransfer(): TransferAddon | null {
  const path = pathsOf("transfer.node").find((candidate) => existsSync(candidate));
  return path === undefined ? null : loadNativeFrom<TransferAddon>(path);
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

function pathsOf(name: string): string[] {
  return folders.map((folder) => fileURLToPath(new URL(folder + name, import.meta.url)));
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
