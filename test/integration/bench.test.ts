import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BenchReport } from "../../bench/report/report.js";
import { processesMarked } from "../support/leaks.mjs";
import { resultOf, runCli, startCli } from "../support/run-cli.js";
import { eventually } from "../support/with-bridge.js";

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "athanor-bench-test-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe("`athanor bench`", () => {
  it.each([
    [["nothing"], 1, /ATHANOR_INVALID_ARGUMENT: there is no load nothing; there are svd, /],
    [["--peers", "mathematica"], 1, /there is no peer mathematica; there are scikit-learn, /],
    [["--peers", "numpy,"], 2, /names with commas between them are wanted/],
    [["svd", "--sizes", "12y3"], 2, /"12y3" is no size; ROWS or ROWSxCOLS/],
    [["svd", "--sizes", "9000000x10000"], 1, /takes \d+\.0 GB of memory, and .* are free; give smaller --sizes/],
    [["control", "--rounds", "0"], 2, /at least 1/],
    [["--advise", "svd"], 1, /--advise measures rates alone and takes no svd/],
    [["--advise", "--rounds", "2"], 1, /takes no --rounds/],
    [["control", "--out", import.meta.filename], 1, /is a file; a directory is wanted/],
  ])("%j is refused before anything starts", async (args, exitCode, reason) => {
    const { code, stderr, stdout } = await runCli(["bench", ...(args as string[])]);
    expect(stderr).toMatch(reason as RegExp);
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: "" });
  });

  it("lists its loads and peers in --help", async () => {
    const { stdout } = await runCli(["bench", "--help"]);
    for (const name of ["svd", "control", "scikit-learn", "dask"])
      expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
  });

  it("measures a small SVD against a peer and writes page and results, with residuals beside the times", async () => {
    const out = join(directory, "small");
    const args = ["bench", "svd", "--sizes", "300x200", "--peers", "scikit-learn", "--rounds", "1", "--out", out];
    const { code, json } = await runCli([...args, "--json"]);
    expect(code).toBe(0);
    const report = json as BenchReport;
    const results = JSON.parse(readFileSync(join(out, "results.json"), "utf8")) as BenchReport;
    expect(results.figures).toEqual(report.figures);
    expect(results.versions).toMatchObject({ node: process.version, numpy: expect.stringMatching(/^\d/) });
    const equalTolerance = results.figures.find(({ what }) => what.endsWith("scikit-learn at 1e-9"))!;
    expect(Object.values(equalTolerance.samples).map((samples) => samples.length)).toEqual([1, 1]);
    for (const residual of Object.values(equalTolerance.residuals!)) expect(residual).toBeLessThanOrEqual(1e-9);
    expect(results.figures[0]!.stacks!.map(({ side }) => side)).toContain("Athanor from Node");
    expect(readFileSync(join(out, "report.html"), "utf8")).toMatch(/^<!doctype html>/);
  });

  it("stopped by Ctrl-C ends with 130 and leaves no process, no file and no report", async () => {
    const out = join(directory, "stopped");
    const args = ["bench", "svd", "--sizes", "2000x1000", "--peers", "scikit-learn", "--rounds", "1000", "--out", out];
    const ended = resultOf(startCli(args, undefined, { [MARK]: out }));
    let scratch = "";
    await eventually(
      "a peer has started",
      () => {
        const peer = ours(out).find(({ command }) => command.includes("python_svd.py"));
        scratch = peer ? dirname(peer.command.split(" ").find((word) => word.endsWith(".npy"))!) : "";
        return peer !== undefined;
      },
      60_000,
    );
    expect(existsSync(scratch)).toBe(true);
    process.kill(ours(out).find(({ command }) => command.includes("athanor.mjs bench"))!.pid, "SIGINT");
    const { code, stderr } = await ended;
    expect(stderr).toMatch(/stopped\n$/);
    expect(code).toBe(130);
    await eventually("its processes are gone", () => ours(out).length === 0);
    expect([existsSync(scratch), existsSync(out)]).toEqual([false, false]);
  });
});

const MARK = "ATHANOR_BENCH_TEST_RUN";
const ours = (value: string) => processesMarked(value, MARK);
