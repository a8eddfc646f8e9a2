import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { venvOf } from "../../scripts/bootstrap/spark.mjs";
import { withBridge } from "../support/with-bridge.js";

const ROOT = new URL("../..", import.meta.url).pathname;
const TIMEOUT_MS = 1_200_000;
/** A program that hangs ends before its test does. */
const PROGRAM_MS = 580_000;

describe("the notebook examples/pyspark.ipynb", () => {
  it("runs from its first cell to its last, and says what stands in it", { timeout: TIMEOUT_MS }, () =>
    withBridge(async (bridge) => {
      const env = {
        ...process.env,
        PYTHONPATH: `${join(ROOT, "client/python")}:${process.env.PYTHONPATH ?? ""}`,
        ATHANOR_URL: bridge.url,
        ATHANOR_TOKEN: bridge.token,
        SPARK_LOCAL_IP: "127.0.0.1",
      };
      const runner = [join(ROOT, "test/spark/support/run_notebook.py"), join(ROOT, "examples/pyspark.ipynb")];
      const { stdout } = await promisify(execFile)(join(venvOf("spark4"), "bin/python"), runner, {
        ...{ env, timeout: PROGRAM_MS },
      });
      const { file, run } = JSON.parse(stdout);
      expect(run).toEqual(file);
      expect(run.join("")).toContain("converged: True");
      expect(await bridge.actions("athanor.listMatrices", {})).toEqual([]);
    }),
  );
});
