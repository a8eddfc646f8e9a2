import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import { DemoRun, withPictures } from "../support/demo-run.js";

const pictures = 4_000;

describe("Ctrl-C in the demo", () => {
  it.each([
    ["while it looks what to install and build", null],
    ["while its bridge starts", "Starting an embedded bridge"],
    ["in the upload", "upload ..."],
    ["in the computation", "compute ..."],
  ])("%s leaves no process, no directory and no picture, and exits with 130", (_when, moment) =>
    withPictures(pictures, async (scratch) => {
      const demo = startDemo(scratch);
      if (moment === null) await sleep(150);
      else await demo.printed(moment);
      demo.interrupt();
      const [code, signal] = await once(demo.child, "exit");
      // Before Node has run a line of ours, the signal itself ends it: a shell says 130 to that, too.
      expect(signal === "SIGINT" ? 130 : code, demo.output).toBe(130);
      await demo.expectNothingLeft();
      expect(existsSync(join(scratch, "picture.png"))).toBe(false);
    }),
  );
});

describe("the demo", () => {
  it("prints singular values, certificate and phases, draws the picture, and leaves nothing else", () =>
    withPictures(pictures, async (scratch) => {
      const demo = startDemo(scratch);
      const [code] = await once(demo.child, "exit");
      expect(code, demo.output).toBe(0);
      expect(demo.output).toMatch(/Singular values\n(\s+[\d.]+){20}/);
      expect(demo.output).toMatch(/converged +yes/);
      for (const phase of ["encode", "upload", "seal", "queue", "compute", "download"]) {
        expect(demo.output).toMatch(new RegExp(`^  ${phase}\\b.* s\\b`, "m"));
      }
      const picture = PNG.sync.read(readFileSync(join(scratch, "picture.png")));
      expect([picture.width, picture.height]).toEqual([760, 610]);
      await demo.expectNothingLeft();
    }));
});

function startDemo(scratch: string): DemoRun {
  return new DemoRun(scratch, "scripts/demo.mjs", ["--picture", join(scratch, "picture.png")]);
}
