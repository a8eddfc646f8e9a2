#!/usr/bin/env node
/** `npm run bootstrap`: see usage below. Plain Node, no dependency: it runs before anything is installed. */
import { parseArgs } from "node:util";
import { bootstrap, pending } from "./bootstrap/bootstrap.mjs";
import { reportFailure } from "./bootstrap/failure.mjs";
import { sinceStart } from "./bootstrap/step.mjs";

const usage = `usage: node scripts/bootstrap.mjs [--build-only] [--with-tests] [--with-spark] [--with-demo] [--with-demo-spark]
                                 [--check]

Installs what is missing and builds; what is there is kept.
  --build-only  install no system package
  --with-tests  also what the tests need (build/venv, Fashion-MNIST)
  --with-spark  also the jars for Spark, and a Spark of each line for their tests (build/spark)
  --with-demo   also what the demo needs (Fashion-MNIST)
  --with-demo-spark  also the Spark of the demo on Spark (build/spark/venv-spark4)
  --check       only say what would be done; exits 1 when that is anything
`;

async function main() {
  const { values } = parseArgs({
    options: {
      "build-only": { type: "boolean" },
      "with-tests": { type: "boolean" },
      "with-spark": { type: "boolean" },
      "with-demo": { type: "boolean" },
      "with-demo-spark": { type: "boolean" },
      check: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return void process.stdout.write(usage);
  const options = {
    buildOnly: values["build-only"],
    ...{ tests: values["with-tests"], spark: values["with-spark"], demo: values["with-demo"] },
    demoSpark: values["with-demo-spark"],
  };
  if (values.check) return check(options);
  await bootstrap(options);
  process.stdout.write(`Athanor is built (${sinceStart()}).\n`);
}

/** @param {import("./bootstrap/bootstrap.mjs").BootstrapOptions} options */
function check(options) {
  const steps = pending(options);
  process.stdout.write(steps.length === 0 ? "Nothing to do.\n" : steps.map((text) => `to do: ${text}\n`).join(""));
  process.exitCode = steps.length === 0 ? 0 : 1;
}

main().catch(reportFailure);
