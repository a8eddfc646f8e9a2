/** TypeScript from the .proto files, by buf with the local plugin ts-proto: nothing is downloaded. */
import { existsSync } from "node:fs";
import { at } from "./paths.mjs";
import { run } from "./run.mjs";
import { fingerprintOf, isFresh, markFresh } from "./stamps.mjs";
import { step } from "./step.mjs";

const generated = at("client/node/src/wire/generated");
const fingerprint = () => fingerprintOf(["proto", "buf.gen.yaml", "buf.yaml", "node_modules/ts-proto/package.json"]);

export function protoIsFresh() {
  return existsSync(generated) && isFresh("proto", fingerprint());
}

export async function ensureProto() {
  if (protoIsFresh()) return;
  await step("code from proto/", async () => {
    await run(at("node_modules/.bin/buf"), ["generate"]);
    markFresh("proto", fingerprint());
  });
}
