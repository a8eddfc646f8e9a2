import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { venvOf } from "../../scripts/bootstrap/spark.mjs";
import { withBridge } from "../support/with-bridge.js";
import { linesForLongTests } from "./support/lines.js";
import { StockSpark } from "./support/stock-spark.js";

const ROOT = new URL("../..", import.meta.url).pathname;
const TIMEOUT_MS = 1_200_000;
/** Two of them: one that hangs ends before its test does. */
const PROGRAM_MS = 580_000;
const ROWS = 600;
const execute = promisify(execFile);

/** Four far clouds of points in seven columns. */
const MAKE_TABLE = `
import sys, numpy as np, pyarrow as pa, pyarrow.parquet as pq
random = np.random.default_rng(3)
rows = np.repeat(random.standard_normal((4, 7)) * 20, ${ROWS / 4}, axis=0) + random.standard_normal((${ROWS}, 7))
columns = {"id": np.arange(${ROWS})} | {f"x{at}": rows[:, at] for at in range(7)}
pq.write_table(pa.table(columns), sys.argv[1])
`;

for (const { profile, title } of linesForLongTests)
  describe(`the job of examples/, submitted to a stock ${title}`, () => {
    const python = join(venvOf(profile), "bin/python");
    /** spark-submit as the examples' heads say it; Athanor is nowhere but in --py-files. */
    const submit = async (scratch: string, ...args: string[]): Promise<string> => {
      const spark = new StockSpark(profile);
      const { PYTHONPATH: _path, ...env } = spark.environment;
      const local = [
        "--master",
        "local[2]",
        "--conf",
        "spark.ui.enabled=false",
        "--conf",
        `spark.local.dir=${scratch}`,
      ];
      const { stdout } = await execute(join(spark.home, "bin/spark-submit"), [...local, ...args], {
        cwd: scratch,
        env: { ...env, PYSPARK_PYTHON: python, ATHANOR_URL: "", XDG_STATE_HOME: "/nonexistent" },
        timeout: PROGRAM_MS,
      });
      return stdout;
    };

    it("fits and saves a pipeline with --py-files, which loads and scores without Athanor", {
      timeout: TIMEOUT_MS,
    }, async () => {
      const scratch = mkdtempSync(join(tmpdir(), "athanor-examples-"));
      const [zip, table, model, scored] = ["athanor.zip", "table.parquet", "model", "scored"].map((name) =>
        join(scratch, name),
      );
      try {
        await execute(python, ["-m", "zipfile", "-c", zip!, join(ROOT, "client/python/athanor")]);
        await execute(python, ["-c", MAKE_TABLE, table!]);
        await withBridge(async (bridge) => {
          const conf = ["--conf", `spark.athanor.url=${bridge.url}`, "--conf", `spark.athanor.token=${bridge.token}`];
          const job = [join(ROOT, "examples/fit_segments.py"), table!, model!];
          const said = await submit(scratch, "--py-files", zip!, ...conf, ...job);
          const shares = /explained variance: (.*)/.exec(said)![1]!.split(", ").map(Number);
          expect(shares.reduce((sum, share) => sum + share)).toBeGreaterThan(0.9);
          const jobs = await bridge.actions("athanor.listJobs", {});
          const routines = jobs.map((job) => job.routine);
          expect(routines).toEqual(expect.arrayContaining(["rowwise.pca", "rowwise.kmeans"]));
          expect(await bridge.actions("athanor.listMatrices", {})).toEqual([]);
        });
        const said = await submit(scratch, join(ROOT, "examples/score_segments.py"), model!, table!, scored!);
        const counts = [...said.matchAll(/^segment \d: (\d+) rows$/gm)].map(([, count]) => Number(count));
        expect(counts).toEqual([ROWS / 4, ROWS / 4, ROWS / 4, ROWS / 4]);
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
    });
  });
