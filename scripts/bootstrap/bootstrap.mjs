/**
 * From a fresh clone to a built tree: system packages, npm packages, generated code, JavaScript, native code.
 * What is there is kept; a second run does nothing and says so.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { BootstrapFailure } from "./failure.mjs";
import { withLock } from "./lock.mjs";
import { ensureNative, nativeIsFresh } from "./native.mjs";
import { nodeVersionProblem } from "./node-version.mjs";
import { ensureNpm, npmIsFresh } from "./npm.mjs";
import { buildDir, logFile } from "./paths.mjs";
import { ensureProto, protoIsFresh } from "./proto.mjs";
import { ensurePython, pythonIsFresh } from "./python.mjs";
import { demoSparkIsFresh, ensureDemoSpark, ensureSpark, sparkIsFresh } from "./spark.mjs";
import { ensureSystem, systemStatus } from "./system.mjs";
import { ensureTypescript, typescriptIsFresh } from "./typescript.mjs";

/**
 * @typedef {object} BootstrapOptions
 * @property {boolean} [tests] also what the tests need
 * @property {boolean} [spark] also the clients for Spark, and what their tests need
 * @property {boolean} [demo] also what the demo needs
 * @property {boolean} [demoSpark] also the Spark of the demo on Spark
 * @property {boolean} [buildOnly] install no system package: build with what is there
 */

/** @param {BootstrapOptions} [options] */
export async function bootstrap(options = {}) {
  const problem = nodeVersionProblem();
  if (problem) throw new BootstrapFailure(problem);
  await withLock(async () => {
    mkdirSync(buildDir, { recursive: true });
    writeFileSync(logFile, `bootstrap of ${new Date().toISOString()}, Node ${process.version}\n`);
    await ensureSystem(purposesOf(options), !options.buildOnly);
    await ensureNpm();
    await ensureProto();
    await ensureTypescript();
    await ensureNative();
    if (options.tests) await ensurePython();
    if (options.spark) await ensureSpark();
    if (options.demoSpark) await ensureDemoSpark();
  });
}

/**
 * What a bootstrap would do, one line each; nothing is changed.
 * @param {BootstrapOptions} options
 * @returns {string[]}
 */
export function pending(options) {
  const { missing } = systemStatus(purposesOf(options));
  const steps = [
    ...missing.map((need) => `install ${need.name} (${need.packages.join(" ")}): ${need.why}`),
    npmIsFresh() ? "" : "install npm packages",
    protoIsFresh() ? "" : "generate code from proto/",
    typescriptIsFresh() ? "" : "compile TypeScript",
    nativeIsFresh() ? "" : "build the native addon and libraries",
    options.tests && !pythonIsFresh() ? "make build/venv with the tests' Python packages" : "",
    options.spark && !sparkIsFresh() ? "build the jars for Spark, and fetch a Spark of each line to test them" : "",
    options.demoSpark && !demoSparkIsFresh() ? "fetch a stock Spark 4 for the demo" : "",
  ];
  return steps.filter(Boolean);
}

/** @param {BootstrapOptions} options */
function purposesOf(options) {
  /** @type {Set<import("./needs.mjs").Purpose>} */
  const purposes = new Set(["always"]);
  if (options.tests) purposes.add("tests");
  if (options.spark) purposes.add("spark");
  if (options.demo) purposes.add("demo");
  if (options.demoSpark) purposes.add("demo-spark");
  return purposes;
}
