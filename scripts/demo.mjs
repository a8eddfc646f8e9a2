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

/** Longer than an orderly end takes; after that the bridge notices by itself that its parent has gone. */
const orderlyEndMs = 10_000;

async function main() {
  const { values } = parseArgs({ options: { data: { type: "string" }, picture: { type: "string" } } });
  const data = resolve(values.data ?? installed);
  const picture = resolve(values.picture ?? at("demo-output/fashion-mnist-components.png"));
  await bootstrap({ demo: values.data === undefined });
  const interrupts = new AbortController();
  const interrupt = (/** @type {NodeJS.Signals} */ signal) => {
    const exitCode = signal === "SIGINT" ? 130 : 143;
    if (interrupts.signal.aborted) process.exit(exitCode);
    process.exitCode = exitCode;
    setTimeout(() => process.exit(exitCode), orderlyEndMs).unref();
    interrupts.abort();
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  const { signal } = interrupts;
  const { fashionMnist } = await import("../demo/fashion-mnist.mjs");
  try {
    await fashionMnist({ data, picture, signal });
  } catch (error) {
    if (!signal.aborted) throw error;
    process.stderr.write("\nstopped\n");
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}

main().catch(reportFailure);
