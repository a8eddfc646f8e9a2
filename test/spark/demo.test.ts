import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { DemoRun, withPictures } from "../support/demo-run.js";
import { long } from "./support/lines.js";

/** Enough rows for k = 20, few enough for seconds. */
const pictures = 2_000;
const timeout = 1_200_000;
const MOMENTS = [
  ["while Spark starts", "Starting Spark"],
  ["while MLlib works", "Warming up"],
  ["while Athanor works", "MLlib, by the Gramian"],
] as const;

describe("the demo on Spark", () => {
  it("prints MLlib's and Athanor's times, ratios, distances and the certificate, and leaves nothing", { timeout }, () =>
    withPictures(pictures, async (scratch) => {
      const demo = startDemo(scratch);
      const [code] = await once(demo.child, "exit");
      expect(code, demo.output).toBe(0);
      for (const name of ["PCA", "SVD, by computeSVD", "SVD, by the Gramian"]) {
        const row = new RegExp(`^${name} +([\\d. ]+) x +(\\d)e([-+]\\d+)$`, "m").exec(demo.output);
        const [mllib, total, send, compute, receive] = row![1]!.trim().split(/ +/).map(Number);
        expect(mllib).toBeGreaterThan(0);
        expect(send! + compute! + receive!).toBeCloseTo(total!, 1);
        // The Gramian route squares the condition: of the smallest of 20 values fewer digits are right.
        expect(Number(`${row![2]}e${row![3]}`)).toBeLessThan(1e-9);
      }
      const residual = /relative residual (\S+), .* converged/.exec(demo.output);
      expect(Number(residual![1])).toBeLessThan(1e-9);
      await demo.expectNothingLeft();
    }),
  );

  it.each(long ? MOMENTS : MOMENTS.slice(-1))(
    "leaves nothing at Ctrl-C %s, and exits with 130",
    { timeout },
    (_when, moment) =>
      withPictures(pictures, async (scratch) => {
        const demo = startDemo(scratch);
        await demo.printed(moment);
        demo.interrupt();
        const [code] = await once(demo.child, "exit");
        expect(code, demo.output).toBe(130);
        await demo.expectNothingLeft();
      }),
  );
});

function startDemo(scratch: string): DemoRun {
  return new DemoRun(scratch, "scripts/demo-spark.mjs", ["--rounds", "1"]);
}
