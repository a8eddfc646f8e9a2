#!/usr/bin/env node
/**
 * `npm run demo [-- --data FILE --picture FILE]`: installs and builds what is missing, then runs demo/fashion-mnist.mjs.
 * Ctrl-C at any moment ends it all; the exit code is 130 then.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { bootstrap } from "./bootstrap/bootstrap.mjs";
import { reportFailure } from "./bootstrap/failure.mjs";
import { fashionMnist as installed } from "./bootstrap/needs.mjs";
import { at } from "./bootstrap/paths.mjs";
import { interruptible } from "./demo/interruptible.mjs";

async function main() {
  const { values } = parseArgs({ options: { data: { type: "string" }, picture: { type: "string" } } });
  const data = resolve(values.data ?? installed);
  const picture = resolve(values.picture ?? at("demo-output/fashion-mnist-components.png"));
  await bootstrap({ demo: values.data === undefined });
  await interruptible(async (signal) => {
    const { fashionMnist } = await import("../demo/fashion-mnist.mjs");
    await fashionMnist({ data, picture, signal });
  });
}

main().catch(reportFailure);
