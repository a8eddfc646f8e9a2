import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { venvOf } from "../../../scripts/bootstrap/spark.mjs";
import { long } from "./lines.js";

const ROOT = new URL("../../..", import.meta.url).pathname;
const CLIENT = join(ROOT, "client/python");
const TIMEOUT_MS = 1_200_000;
const run = promisify(execFile);

export interface PySpark {
  title: string;
  profile: string;
  mode: "classic" | "connect";
  /** Whether also what is marked `once` is run when tests are not long. */
  once: boolean;
}

/** client/python/tests/spark on this Spark, by its own pytest. */
export function testPySpark({ title, profile, mode, once }: PySpark): void {
  describe("athanor.spark gives Spark's own answers, and survives its tasks", () => {
    it(`on ${title}`, { timeout: TIMEOUT_MS }, async () => {
      const python = join(venvOf(profile), "bin/python");
      expect(existsSync(python), "node scripts/bootstrap.mjs --with-spark makes it").toBe(true);
      const some = long || once ? [] : ["-m", "not once"];
      const args = ["-m", "pytest", "-q", "--no-header", "-rs", "--tb=short", ...some, "tests/spark"];
      const env = { ...process.env, PYTHONPATH: CLIENT, PYTHONDONTWRITEBYTECODE: "1", ATHANOR_TEST_SPARK: mode };
      const { stdout, code = 0 } = await run(python, args, {
        cwd: CLIENT,
        env,
        timeout: TIMEOUT_MS,
        maxBuffer: 64 * 1024 * 1024,
      }).catch((error) => error);
      expect(code, stdout).toBe(0);
      expect(stdout).toMatch(/\d+ passed/);
    });
  });
}
