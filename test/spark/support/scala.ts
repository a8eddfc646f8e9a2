import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { sparkLines } from "../../../scripts/bootstrap/spark.mjs";
import { linesForLongTests } from "./lines.js";

const TIMEOUT_MS = 1_200_000;
const project = new URL("../../../client/spark", import.meta.url).pathname;

/** ScalaTest's suites of client/spark, each with a real bridge, on the Spark that this profile's jar is compiled against. */
export function testScala(profile: string): void {
  const line = sparkLines.find((candidate) => candidate.profile === profile)!;
  describe(`the suites of client/spark on ${line.title}`, () => {
    it("pass", { timeout: TIMEOUT_MS }, async () => {
      // The bootstrap has compiled them: no phase is run, only the goal.
      const slow = linesForLongTests.includes(line) ? [] : ["-DtagsToExclude=io.athanor.spark.support.Slow"];
      const args = ["-B", "-o", "-q", "-P", line.profile, "scalatest:test@test", ...slow];
      const options = { cwd: project, timeout: TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 };
      const { stdout, code = 0 } = await promisify(execFile)("mvn", args, options).catch((error) => error);
      expect(stdout).toContain("All tests passed.");
      expect(code).toBe(0);
    });
  });
}
