/** JavaScript from TypeScript: the client, then the bridge (project references give the order). */
import { existsSync } from "node:fs";
import { at } from "./paths.mjs";
import { run } from "./run.mjs";
import { fingerprintOf, isFresh, markFresh } from "./stamps.mjs";
import { step } from "./step.mjs";

const sources = ["bridge", "bench", "native-libs", "client/node/src", "client/node/tsconfig.json", "proto"];
const settings = ["tsconfig.json", "tsconfig.base.json", "package-lock.json"];

function fingerprint() {
  return fingerprintOf([...sources, ...settings], (file) => /\.(ts|json|proto)$/.test(file));
}

export function typescriptIsFresh() {
  return existsSync(at("dist/bridge")) && existsSync(at("client/node/dist")) && isFresh("typescript", fingerprint());
}

export async function ensureTypescript() {
  if (typescriptIsFresh()) return;
  await step("TypeScript", async () => {
    await run(at("node_modules/.bin/tsc"), ["-b"]);
    markFresh("typescript", fingerprint());
  });
}
