/**
 * The jars for Spark (client/spark) with their tests compiled, one a line of Spark, and for the tests a stock Spark of
 * each line, as pip brings it, with spark-submit and PySpark and what the tests of `athanor.spark` need. With them goes
 * what else needs a JDK: Arrow's Java client for a test.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildJavaFlight, javaFlightIsFresh } from "./java-flight.mjs";
import { at, buildDir } from "./paths.mjs";
import { run } from "./run.mjs";
import { fingerprintOf, fingerprintOfText, isFresh, markFresh } from "./stamps.mjs";
import { step } from "./step.mjs";

const sparkDir = join(buildDir, "spark");

/**
 * `profile` is Maven's; `stock`, which `requirements` pins, is newer than what the profile compiles against, so that both
 * are tested.
 * @type {{ profile: string, title: string, stock: string, requirements: string, jar: string }[]}
 */
export const sparkLines = [
  {
    profile: "spark4",
    title: "Spark 4",
    stock: "4.3.0",
    requirements: "requirements-4.txt",
    jar: "athanor-spark4_2.13-0.1.0.jar",
  },
  {
    profile: "spark35",
    title: "Spark 3.5",
    stock: "3.5.9",
    requirements: "requirements-3.5.txt",
    jar: "athanor-spark35_2.12-0.1.0.jar",
  },
];

/** @param {string} profile */
export const jarOf = (profile) => {
  const line = sparkLines.find((candidate) => candidate.profile === profile);
  return join(sparkDir, profile, line?.jar ?? "");
};

/** @param {string} profile */
export const venvOf = (profile) => join(sparkDir, `venv-${profile}`);

export function sparkIsFresh() {
  return sparkLines.every((line) => jarIsFresh(line) && stockIsFresh(line)) && javaFlightIsFresh();
}

export async function ensureSpark() {
  for (const line of sparkLines) {
    if (!jarIsFresh(line)) await step(`jar for ${line.title}`, () => buildJar(line));
    await ensureStock(line);
  }
  if (!javaFlightIsFresh()) await step("Arrow's Java client for a test", buildJavaFlight);
}

/** The demo's Spark is the newest line's, and needs no jar of ours. */
export const demoSparkIsFresh = () => sparkLines.slice(0, 1).every(stockIsFresh);

export async function ensureDemoSpark() {
  for (const line of sparkLines.slice(0, 1)) await ensureStock(line);
}

/** @typedef {typeof sparkLines[number]} SparkLine */

const requirementsOf = (/** @type {SparkLine} */ line) => at("client/python/tests/spark", line.requirements);
const jarStamp = (/** @type {SparkLine} */ line) => `jar-${line.profile}`;
const stockStamp = (/** @type {SparkLine} */ line) => `stock-${line.profile}`;
const jarFingerprint = () => fingerprintOf(["client/spark"], (file) => !file.endsWith(".md"));
const stockFingerprint = (/** @type {SparkLine} */ line) =>
  fingerprintOfText(readFileSync(requirementsOf(line), "utf8"), sparkDir);

/** @param {SparkLine} line */
function jarIsFresh(line) {
  return existsSync(jarOf(line.profile)) && isFresh(jarStamp(line), jarFingerprint());
}

/** @param {SparkLine} line */
function stockIsFresh(line) {
  return existsSync(join(venvOf(line.profile), "bin/python")) && isFresh(stockStamp(line), stockFingerprint(line));
}

/** @param {SparkLine} line */
async function buildJar(line) {
  await run("mvn", ["-q", "-B", "-P", line.profile, "package", "-DskipTests"], { cwd: at("client/spark") });
  markFresh(jarStamp(line), jarFingerprint());
}

/** @param {SparkLine} line */
async function ensureStock(line) {
  if (!stockIsFresh(line))
    await step(`a stock ${line.title} (half a gigabyte, the first time)`, () => installStock(line));
}

/** @param {SparkLine} line */
async function installStock(line) {
  const venv = venvOf(line.profile);
  await run("python3", ["-m", "venv", "--clear", venv]);
  const python = join(venv, "bin/python");
  await run(python, ["-m", "pip", "install", "-r", requirementsOf(line)]);
  await run(python, ["-c", "import numpy, pyarrow.flight, pyspark.ml.feature, pytest"]);
  markFresh(stockStamp(line), stockFingerprint(line));
}
