import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withBridge } from "../support/with-bridge.js";
import { linesForLongTests } from "./support/lines.js";
import { withStandaloneCluster } from "./support/standalone-cluster.js";
import { StockSpark } from "./support/stock-spark.js";

for (const { profile, title } of linesForLongTests)
  describe(`on ${title} with executors in processes of their own`, () => {
    const spark = () => new StockSpark(profile);

    it("executors killed while they send, after it, and while they read change no bit", {
      timeout: 900_000,
    }, async () => {
      const marks = mkdtempSync(join(tmpdir(), "athanor-marks-"));
      try {
        await withBridge(async (bridge) => {
          const report = await spark().submit("KilledExecutor", bridge, {
            master: "local-cluster[2,1,1024]",
            args: [marks],
          });
          const { calm, killed, stagesRunAgain, ...rest } = report;
          expect(killed).toEqual(["during", "after", "reading"]);
          expect(stagesRunAgain).toBeGreaterThan(0);
          expect(rest).toEqual({ during: calm, after: calm, readBack: true });
          expect(await bridge.actions("athanor.listMatrices", {})).toEqual([]);
        });
      } finally {
        rmSync(marks, { recursive: true, force: true });
      }
    });

    it("a speculative copy of a slow task changes no bit", { timeout: 900_000 }, async () => {
      const conf = {
        "spark.speculation": "true",
        "spark.speculation.interval": "100ms",
        "spark.speculation.multiplier": "1.2",
        "spark.speculation.quantile": "0.5",
        "spark.speculation.minTaskRuntime": "500ms",
        "spark.speculation.efficiency.enabled": "false",
        "spark.executor.memory": "512m",
      };
      await withBridge((bridge) =>
        withStandaloneCluster(spark(), ["127.0.0.2", "127.0.0.3"], async (master) => {
          const report = await spark().submit("Speculation", bridge, { master, conf });
          expect(report.copies).toBeGreaterThan(0);
          expect(report.speculated).toBe(report.calm);
          expect(await bridge.actions("athanor.listMatrices", {})).toEqual([]);
        }),
      );
    });
  });
