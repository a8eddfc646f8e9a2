import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { resultOf } from "../support/run-cli.js";
import { sharedBridge } from "../support/shared-bridge.js";

const README = new URL("../../client/node/README.md", import.meta.url);
const ROOT = new URL("../..", import.meta.url).pathname;
const bridge = sharedBridge();
const blocks = [...readFileSync(README, "utf8").matchAll(/```js\n([\s\S]*?)```/g)].map((match) => match[1]!);

describe("the client's README", () => {
  it.each([
    [0, ["Float64Array(2) [", "[ 3, 2 ]"]],
    [1, ["[ 100, 2 ] [ 100, 10000 ]", "333333000 2000"]],
  ] as const)("has an example %i that does what it says", async (block, lines) => {
    const env = { ...process.env, ATHANOR_URL: bridge().url, ATHANOR_TOKEN: bridge().token };
    const args = ["--input-type=module", "-e", blocks[block]!];
    const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
    const { code, stdout, stderr } = await resultOf(child);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const line of lines) expect(stdout).toContain(line);
  });
});
