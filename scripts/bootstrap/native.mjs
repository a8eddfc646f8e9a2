/** The native addons and the libraries of routines, by CMake. */
import { existsSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { at, nativeDir } from "./paths.mjs";
import { systemFingerprint, toolchainFingerprint } from "./probes.mjs";
import { run } from "./run.mjs";
import { fingerprintOf, fingerprintOfText, isFresh, markFresh, stampOf } from "./stamps.mjs";
import { step } from "./step.mjs";

const headers = ["node_modules/node-addon-api/package.json", "node_modules/node-api-headers/package.json"];

function fingerprint() {
  const sources = fingerprintOf(["native-libs", ...headers], (file) => !/\.(ts|md)$/.test(file));
  // A package that was installed since may bring ScaLAPACK or SLEPc.
  return fingerprintOfText(systemFingerprint(), sources);
}

export function nativeIsFresh() {
  const built = ["athanor.node", "transfer.node"].every((addon) => existsSync(join(nativeDir, addon)));
  return built && isFresh("native", fingerprint());
}

export async function ensureNative() {
  if (nativeIsFresh()) return;
  await step("native addons and libraries", build);
}

async function build() {
  // A CMake cache remembers the MPI and BLAS it found: another toolchain (module load, conda) starts from none, and so
  // does the run after a configuration that failed.
  const toolchain = toolchainFingerprint();
  if (stampOf("native-toolchain") !== null && !isFresh("native-toolchain", toolchain)) {
    rmSync(nativeDir, { recursive: true, force: true });
  }
  markFresh("native-toolchain", "not configured");
  await run("cmake", ["-S", at("native-libs"), "-B", nativeDir, "-DCMAKE_BUILD_TYPE=Release"]);
  markFresh("native-toolchain", toolchain);
  await run("cmake", ["--build", nativeDir, "--parallel", String(availableParallelism())]);
  markFresh("native", fingerprint());
}
