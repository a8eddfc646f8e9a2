import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { venvOf } from "../../scripts/bootstrap/spark.mjs";
import { long } from "./support/lines.js";

const ROOT = new URL("../..", import.meta.url).pathname;
const CLIENT = join(ROOT, "client/python");
const TIMEOUT_MS = 1_200_000;
const run = promisify(execFile);

/** The first runs all of it; the others, unless tests are long, what may differ on them. */
const SPARKS = [
  { title: "Spark 4, classic", profile: "spark4", mode: "classic" },
  { title: "Spark 4, Connect", profile: "spark4", mode: "connect" },
  { title: "Spark 3.5", profile: "spark35", mode: "classic" },
];

describe("athanor.spark gives Spark's own answers, and survives its tasks", () => {
  it.each(SPARKS)(
    "on $title",
    async (spark) => {
      const { profile, mode } = spark;
      const python = join(venvOf(profile), "bin/python");
      expect(existsSync(python), "node scripts/bootstrap.mjs --with-spark makes it").toBe(true);
      const some = long || spark === SPARKS[0] ? [] : ["-m", "not once"];
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
    },
    TIMEOUT_MS,
  );
});
