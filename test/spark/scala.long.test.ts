import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { sparkLines } from "../../scripts/bootstrap/spark.mjs";

const project = new URL("../../client/spark", import.meta.url).pathname;

/** ScalaTest's suites of client/spark, each with a real bridge, on the Spark that the jar is compiled against. */
for (const { profile, title } of sparkLines)
  describe(`the suites of client/spark on ${title}`, () => {
    it("pass", { timeout: 900_000 }, () => {
      // The bootstrap has compiled them: no phase is run, only the goal.
      const { stdout, status } = spawnSync("mvn", ["-B", "-o", "-q", "-P", profile, "scalatest:test@test"], {
        cwd: project,
        encoding: "utf8",
      });
      expect(stdout).toContain("All tests passed.");
      expect(status).toBe(0);
    });
  });
