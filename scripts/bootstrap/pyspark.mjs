/** build/pyspark4 and build/pyspark35: each a real Spark, as pip brings it, with what the tests of athanor.spark need. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { at, buildDir } from "./paths.mjs";
import { run } from "./run.mjs";
import { fingerprintOfText, isFresh, markFresh } from "./stamps.mjs";
import { step } from "./step.mjs";

const lines = [
  { name: "pyspark4", title: "Spark 4", requirements: "requirements-4.txt" },
  { name: "pyspark35", title: "Spark 3.5", requirements: "requirements-3.5.txt" },
];

/** @typedef {typeof lines[number]} Line */

const venvOf = (/** @type {Line} */ line) => join(buildDir, line.name);
const requirementsOf = (/** @type {Line} */ line) => at("client/python/tests/spark", line.requirements);
const fingerprint = (/** @type {Line} */ line) =>
  fingerprintOfText(readFileSync(requirementsOf(line), "utf8"), venvOf(line));
const lineIsFresh = (/** @type {Line} */ line) =>
  existsSync(join(venvOf(line), "bin/python")) && isFresh(line.name, fingerprint(line));

export function pysparkIsFresh() {
  return lines.every(lineIsFresh);
}

export async function ensurePyspark() {
  for (const line of lines)
    if (!lineIsFresh(line)) await step(`PySpark for the tests: ${line.title}`, () => install(line));
}

/** @param {Line} line */
async function install(line) {
  const python = join(venvOf(line), "bin/python");
  await run("python3", ["-m", "venv", "--clear", venvOf(line)]);
  await run(python, ["-m", "pip", "install", "-r", requirementsOf(line)]);
  await run(python, ["-c", "import numpy, pyarrow.flight, pyspark.ml.feature, pytest"]);
  markFresh(line.name, fingerprint(line));
}
