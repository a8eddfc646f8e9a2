import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CliResult, resultOf } from "../support/run-cli.js";
import { sharedBridge } from "../support/shared-bridge.js";
import { read, root } from "./source-files.js";

const bridge = sharedBridge();
let home: string;

/** A home directory in which this bridge looks like the user's `athanor serve`. */
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "athanor-docs-"));
  const state = join(home, ".local/state/athanor");
  mkdirSync(state, { recursive: true });
  const { url, token, pid } = bridge();
  writeFileSync(join(state, "bridge.json"), JSON.stringify({ url, token, pid, user: "docs", caPath: null }));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe("the examples of the documents, as they stand there", () => {
  it("README: a decomposition in Node", async () => {
    expect(await node(blocks("README.md", "js")[0]!)).toMatch(/Float64Array\(5\)[\s\S]*\[ 1000, 5 \]/);
  });

  it("README: put, compute and read in Node", async () => {
    expect(await node(blocks("README.md", "js")[1]!)).toMatch(/Float64Array\(5\)[\s\S]*\[ 100, 5 \]/);
  });

  it("README: a decomposition, a connection and a routine in Python", async () => {
    const said = await python(blocks("README.md", "python").join("\n"));
    expect(said).toMatch(/^\[38\.89[\s\S]*e-\d+ \(100, 5\)[\s\S]*\] \(1000, 3\)/);
  });

  it("docs/flight.md: the whole walk, in order", async () => {
    const said = await python(blocks("docs/flight.md", "python").join("\n"));
    for (const line of ["sealed 3000 40 float64", "succeeded [", "ATHANOR_INVALID_ARGUMENT"]) {
      expect(said).toContain(line);
    }
    expect(said).toMatch(/^(cancelled|succeeded)$/m);
    const [sigmaError, residual] = /^(\S+e-\d+) (\S+e-\d+)$/m.exec(said)!.slice(1).map(Number);
    expect(sigmaError).toBeLessThan(1e-14);
    expect(residual).toBeLessThan(1e-9);
  });

  it("docs/svd.md: certificate and reproducibility", async () => {
    expect(await node(blocks("docs/svd.md", "js").join("\n"))).toContain("same bits: true");
  });

  it("docs/advise.md: advice for a shape", async () => {
    expect(await node(blocks("docs/advise.md", "js").join("\n"))).toMatch(
      /^athanor \[[^\]]*spark[\s\S]*these are defaults 9$/m,
    );
  });
});

function blocks(file: string, language: string): string[] {
  return [...read(file).matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, "g"))].map((match) => match[1]!);
}

const node = (code: string) => run(process.execPath, ["--input-type=module", "-e", code]);
const python = (code: string) =>
  run(join(root, "build/venv/bin/python"), ["-c", code], { PYTHONPATH: join(root, "client/python") });

/** What the example prints; it must end well and say nothing on stderr. */
async function run(program: string, args: string[], env: Record<string, string> = {}): Promise<string> {
  const { ATHANOR_URL: _url, ATHANOR_TOKEN: _token, XDG_STATE_HOME: _state, ...others } = process.env;
  const child = spawn(program, args, {
    cwd: root,
    env: { ...others, ...env, HOME: home },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { code, stdout, stderr }: CliResult = await resultOf(child);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}
