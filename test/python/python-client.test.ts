import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const ROOT = new URL("../..", import.meta.url).pathname;
const CLIENT = join(ROOT, "client/python");
const TIMEOUT_MS = 300_000;
const run = promisify(execFile);

const files = readdirSync(join(CLIENT, "tests")).filter((file) => /^test_.*\.py$/.test(file));

/** The first line of a file's docstring says what it is about. */
function subjectOf(file: string): string {
  return /^"""(.*)/.exec(readFileSync(join(CLIENT, "tests", file), "utf8"))?.[1]?.replace(/"""$/, "") ?? "";
}

describe("the Python client, by pytest", () => {
  it.each(files.map((file) => [file, subjectOf(file)]))(
    "%s: %s",
    async (file) => {
      const args = ["-m", "pytest", "-q", "--no-header", "-rs", "--tb=short", join("tests", file)];
      const env = { ...process.env, PYTHONPATH: CLIENT, PYTHONDONTWRITEBYTECODE: "1" };
      const { stdout, code = 0 } = await run(join(ROOT, "build/venv/bin/python"), args, {
        cwd: CLIENT,
        env,
        timeout: TIMEOUT_MS,
      }).catch((error) => error);
      expect(code, stdout).toBe(0);
      expect(stdout).toMatch(/\d+ passed/);
    },
    TIMEOUT_MS,
  );
});
