import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { venvOf } from "../../scripts/bootstrap/spark.mjs";
import { read } from "../docs/source-files.js";
import { withBridge } from "../support/with-bridge.js";

const ROOT = new URL("../..", import.meta.url).pathname;
const TIMEOUT_MS = 1_200_000;
/** A program that hangs ends before its test does. */
const PROGRAM_MS = 580_000;

/** What the documents take as given: a session and a DataFrame with `id` and `features`. */
const GIVEN = `
from pyspark.sql import SparkSession
from pyspark.sql import functions as f
from pyspark.ml.functions import array_to_vector

spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
entries = [f.sin(f.col("id") * (at + 1)) + f.cos(f.col("id") / (at + 1)) for at in range(30)]
df = spark.range(0, 500, 1, 2).select("id", array_to_vector(f.array(*entries)).alias("features")).cache()
`;

/** Last words of a block: that it came to something. */
const CHECKED = `
assert model.u.count() == 500 and len(model.s) == 20 and model.certificate.residual < 1e-9
assert model.transform(df).select("svd").first().svd.size == 20
model.release()
`;

describe("the examples for PySpark in the documents, as they stand there", () => {
  it("README and docs/pyspark.md: a TruncatedSVD", { timeout: TIMEOUT_MS }, () =>
    withBridge(async (bridge) => {
      const blocks = ["README.md", "docs/pyspark.md"].map((file) => /```py\n([\s\S]*?)```/.exec(read(file))![1]!);
      const program = [GIVEN, ...blocks.map((block) => block + CHECKED), 'print("ran")'].join("\n");
      const python = join(venvOf("spark4"), "bin/python");
      const env = {
        ...process.env,
        ...{ ATHANOR_URL: bridge.url, ATHANOR_TOKEN: bridge.token },
        ...{ PYTHONPATH: join(ROOT, "client/python"), PYSPARK_PYTHON: python, SPARK_LOCAL_IP: "127.0.0.1" },
      };
      const { stdout } = await promisify(execFile)(python, ["-c", program], { env, timeout: PROGRAM_MS });
      expect(stdout).toContain("ran");
      expect(await bridge.actions("athanor.listMatrices", {})).toEqual([]);
    }),
  );
});
