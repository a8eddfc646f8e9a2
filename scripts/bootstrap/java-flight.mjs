/** Arrow's own Java client with the test's classes (test/spark/java-flight): compiled, and what it needs beside it. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { at, buildDir } from "./paths.mjs";
import { run } from "./run.mjs";
import { fingerprintOf, isFresh, markFresh } from "./stamps.mjs";

const source = "test/spark/java-flight";
const stamp = "java-flight";
const built = join(buildDir, "spark", "java-flight");

export const javaFlightClassPath = `${join(built, "classes")}:${join(built, "lib", "*")}`;

export function javaFlightIsFresh() {
  return existsSync(join(built, "lib")) && isFresh(stamp, fingerprintOf([source]));
}

export async function buildJavaFlight() {
  await run("mvn", ["-q", "-B", "process-classes"], { cwd: at(source) });
  markFresh(stamp, fingerprintOf([source]));
}
