#!/usr/bin/env node
/**
 * `npm run demo:spark [-- --data FILE --rounds N]`: installs and builds what is missing, starts a bridge, and runs
 * demo/spark/fashion_mnist.py on it. Ctrl-C at any moment ends it all; the exit code is 130 then.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { bootstrap } from "./bootstrap/bootstrap.mjs";
import { reportFailure } from "./bootstrap/failure.mjs";
import { fashionMnist as installed } from "./bootstrap/needs.mjs";
import { at } from "./bootstrap/paths.mjs";
import { run } from "./bootstrap/run.mjs";
import { venvOf } from "./bootstrap/spark.mjs";
import { interruptible } from "./demo/interruptible.mjs";

async function main() {
  const { values } = parseArgs({ options: { data: { type: "string" }, rounds: { type: "string", default: "3" } } });
  const data = resolve(values.data ?? installed);
  await bootstrap({ demo: values.data === undefined, demoSpark: true });
  await interruptible((signal) => compare(data, values.rounds, signal));
}

/**
 * What Spark and Python leave in temporary folders goes with one folder of ours.
 * @param {string} data
 * @param {string} rounds
 * @param {AbortSignal} signal
 */
async function compare(data, rounds, signal) {
  const { startEmbedded } = await import("athanor");
  const scratch = mkdtempSync(join(tmpdir(), "athanor-demo-"));
  try {
    const bridge = await startEmbedded();
    try {
      signal.throwIfAborted();
      const env = {
        ATHANOR_URL: bridge.url,
        ATHANOR_TOKEN: bridge.token,
        TMPDIR: scratch,
        PYTHONDONTWRITEBYTECODE: "1",
      };
      const program = [at("demo/spark/fashion_mnist.py"), data, "--rounds", rounds];
      const { status } = await run(join(venvOf("spark4"), "bin/python"), program, {
        cwd: scratch,
        env: { ...env, PYTHONPATH: at("client/python") },
        show: true,
        allowFailure: true,
      });
      process.exitCode ??= status;
    } finally {
      await bridge.stop();
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

main().catch(reportFailure);
