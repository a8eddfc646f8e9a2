import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sparkLines } from "../../scripts/bootstrap/spark.mjs";
import { withBridge } from "../support/with-bridge.js";
import { linesForLongTests } from "./support/lines.js";
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
      timeout: 600_000,
    }, async () => {
      await withBridge(async (bridge) => {
        const report = await new StockSpark(profile).submit("StockSpark", bridge, { master: "local[2]" });
        expect(report).toMatchObject({ spark: stock, indicesEqual: true, rowsOfU: 400 });
        expect(report.worstRelativeDifference).toBeLessThan(1e-9);
        expect(await bridge.actions("athanor.listMatrices", {})).toEqual([]);
      });
    });
  });

for (const { profile, title } of linesForLongTests)
  describe(`a jar of another version than the bridge, on ${title}`, () => {
    it("is refused, and both versions are named", { timeout: 600_000 }, async () => {
      const properties = mkdtempSync(join(tmpdir(), "athanor-version-"));
      try {
        // What is on the driver's class path comes before what is in a jar of --jars.
        mkdirSync(join(properties, "io/athanor"), { recursive: true });
        writeFileSync(join(properties, "io/athanor/client.properties"), "version=7.0.0\n");
        const conf = { "spark.driver.extraClassPath": properties };
        await withBridge(async (bridge) => {
          const submitted = new StockSpark(profile).submit("StockSpark", bridge, { master: "local[2]", conf });
          await expect(submitted).rejects.toThrow(/ATHANOR_VERSION_MISMATCH: .*version \S+ and this jar of 7\.0\.0/);
        });
      } finally {
        rmSync(properties, { recursive: true, force: true });
      }
    });
  });
