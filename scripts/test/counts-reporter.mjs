/** A vitest reporter that writes what the closing lines need: counts, and each skipped test with its reason. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { countsFile } from "./counts.mjs";

export default class CountsReporter {
  /**
   * @param {readonly import("vitest/node").TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    /** @type {import("./counts.mjs").Counts} */
    const counts = { passed: 0, failed: 0, skipped: [], errors: unhandledErrors.length };
    for (const module of modules) {
      // A file that does not load has no failed test: it counts as one.
      if (module.errors().length > 0) counts.failed += 1;
      for (const test of module.children.allTests()) addTest(counts, test);
    }
    mkdirSync(dirname(countsFile), { recursive: true });
    writeFileSync(countsFile, JSON.stringify(counts));
  }
}

/**
 * @param {import("./counts.mjs").Counts} counts
 * @param {import("vitest/node").TestCase} test
 */
function addTest(counts, test) {
  const result = test.result();
  if (result.state === "passed") counts.passed += 1;
  else if (result.state === "skipped")
    counts.skipped.push({ name: test.fullName, reason: result.note ?? "no reason given" });
  else counts.failed += 1;
}
