import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { sparkLines } from "../../scripts/bootstrap/spark.mjs";
import { withBridge } from "../support/with-bridge.js";
import { StockSpark } from "./support/stock-spark.js";

for (const { profile, title, stock } of sparkLines)
  describe(`a stock ${title}`, () => {
    it("takes a jar with nothing native in it, and no class or service outside of io.athanor", () => {
      const names = execFileSync("jar", ["tf", new StockSpark(profile).jar], { encoding: "utf8" }).split("\n");
      expect(names.filter((name) => /\.(so|dll|jnilib|dylib)$/.test(name))).toEqual([]);
      expect(
        names.filter(
          (name) => name.endsWith(".class") && !/^(io|org\/apache\/spark\/ml(\/clustering)?)\/athanor\//.test(name),
        ),
      ).toEqual([]);
      expect(names.filter((name) => /^META-INF\/services\/(?!io\.athanor\.)./.test(name))).toEqual([]);
    });

    it("runs a submitted job with --jars and no other setting, and agrees with MLlib", {
      timeout: 300_000,
    }, async () => {
      await withBridge(async (bridge) => {
        const report = await new StockSpark(profile).submit("StockSpark", bridge, { master: "local[2]" });
        expect(report).toMatchObject({ spark: stock, indicesEqual: true, rowsOfU: 400 });
        expect(report.worstRelativeDifference).toBeLessThan(1e-9);
        expect(await bridge.actions("athanor.listMatrices", {})).toEqual([]);
      });
    });
  });
