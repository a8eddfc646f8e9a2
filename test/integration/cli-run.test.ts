import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { libraryDirWith } from "../support/example-library.js";
import { resultOf, runCli, startCli } from "../support/run-cli.js";
import { sharedBridge } from "../support/shared-bridge.js";
import { testValues, withClient } from "../support/uploads.js";
import { eventually } from "../support/with-bridge.js";

const bridge = sharedBridge({ config: { libraryDir: libraryDirWith("column_means") } });
const MEANS = "columnmeans.columnMeans";
const SVD = "rowwise.truncatedSvd";
let directory: string;
let csv: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "athanor-run-"));
  csv = join(directory, "a.csv");
  writeFileSync(csv, "1,20\n2,30\n6,40\n");
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const cli = (...args: string[]) => runCli(args, bridge());
const names = async () => (await bridge().actions("athanor.listMatrices", {})).map(({ name }) => name).sort();

describe("athanor run refuses", () => {
  it.each([
    [["--in", "a"], /NAME=VALUE/],
    [["--in", "a=x", "--in", "a=y"], /a is given twice/],
  ])("what is no pair, as wrong usage: %s", async (args, reason) => {
    const { code, stderr } = await runCli(["run", SVD, ...args]);
    expect(stderr).toMatch(reason);
    expect(code).toBe(2);
  });

  it.each([
    ["rowwise.truncatedSvt", [], "ATHANOR_UNKNOWN_ROUTINE", /did you mean rowwise\.truncatedSvd/],
    [SVD, ["--in", "a=FILE", "--param", "k=3"], "ATHANOR_INVALID_ARGUMENT", /k <= 2/],
    [SVD, ["--in", "a=gone", "--param", "k=1"], "ATHANOR_MATRIX_NOT_FOUND", /neither a matrix .* nor a file/],
  ])("%s %s with %s, and leaves nothing", async (routine, args, code, message) => {
    const given = (args as string[]).map((arg) => arg.replace("FILE", csv));
    const result = await cli("run", routine, ...given, "--json");
    expect([result.code, result.stdout]).toEqual([1, ""]);
    expect(JSON.parse(result.stderr).error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(await names()).toEqual([]);
  });
});

describe("athanor run", () => {
  it("uploads a file for the one run and prints small results and scalars", async () => {
    const { code, stdout, stderr } = await cli("run", MEANS, "--in", `a=${csv}`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/columnMeans of a 3 x 2 float64, job j_/);
    expect(stdout).toMatch(/means\n +3 +30\n/);
    expect(stdout).toMatch(/Scalars\n +rows +3\n/);
    expect(await names()).toEqual([]);
  });

  it("chains: what one routine keeps under a name is an input of the next", async () => {
    await withClient(bridge(), (client) => client.put(testValues(50, 4), { shape: [50, 4], name: "a" }));
    const first = await cli("run", SVD, "--in", "a=a", "--param", "k=2", "--out", "u=a.u", "--json");
    expect(first.json.outputs.u).toEqual({ name: "a.u", shape: [50, 2], dtype: "float64" });
    expect(first.json.scalars.singularValues).toHaveLength(2);
    const file = join(directory, "means.npy");
    const second = await cli("run", MEANS, "--in", "a=a.u", "--save", `means=${file}`, "--json");
    expect(second.json.outputs.means).toMatchObject({ name: null, shape: [1, 2], file });
    expect(readFileSync(file)).toHaveLength(128 + 2 * 8);
    expect(await names()).toEqual(["a", "a.u"]);
    const again = await cli("run", "rowwise.truncatedSVD", "--in", "a=a", "--param", "k=1", "--out", "u=a.u");
    expect(again.stderr).toMatch(/ATHANOR_MATRIX_EXISTS/);
  });

  it("Ctrl-C cancels the job, leaves nothing and exits with 130", async () => {
    await withClient(bridge(), (client) => client.put(testValues(20_000, 300), { shape: [20_000, 300], name: "big" }));
    const params = ["k=100", "method=krylov", "tol=0"].flatMap((param) => ["--param", param]);
    const child = startCli(["run", SVD, "--in", "a=big", ...params, "--out", "u=big.u"], bridge());
    const result = resultOf(child);
    const running = () => bridge().actions("athanor.listJobs", { state: "running" });
    await eventually("the job runs", async () => (await running()).length === 1, 30_000);
    child.kill("SIGINT");
    const { code, stderr } = await result;
    expect([code, stderr]).toEqual([130, "stopped\n"]);
    expect((await bridge().actions("athanor.listJobs", { limit: 1 }))[0]!.state).toBe("cancelled");
    expect(await names()).toEqual(["big"]);
  });

  it("without a bridge it embeds one, unless an output is to stay", async () => {
    const { code, json } = await runCli(["run", SVD, "--in", `a=${csv}`, "--param", "k=1", "--json"]);
    expect([code, json.outputs.v.values.length]).toEqual([0, 2]);
    const kept = await runCli(["run", SVD, "--in", `a=${csv}`, "--param", "k=1", "--out", "u=u"]);
    expect(kept.stderr).toMatch(/ATHANOR_NO_BRIDGE/);
  });
});

describe("athanor libs", () => {
  it("with a library's name lists its routines alone", async () => {
    expect((await cli("libs", "columnmeans")).stdout).toMatch(/^ROUTINE .*\ncolumnmeans\.columnMeans +1\.0\.0 .*\n$/);
  });

  it("with a routine's name prints inputs, parameters, outputs, accuracy, cost and how to call it", async () => {
    const { stdout } = await cli("libs", SVD);
    expect(stdout).toMatch(/Inputs\n +a +float64 \| float32 +row parts +at least 1 x 1 /);
    expect(stdout).toMatch(/k +int +required; >= 1; <= min\(a\.rows, a\.cols\)/);
    expect(stdout).toMatch(/Outputs\n +u +a\.rows x k +dtype of a +row indices of a /);
    for (const part of ["Accuracy", "flops", "passes over the data", "bytes on each rank", "bytes over all ranks"])
      expect(stdout).toContain(part);
    expect(stdout).toContain(`athanor run ${SVD} --in a=MATRIX --param k=INT --out u=NAME`);
    expect(stdout).toContain("athanor.rowwise.truncatedSVD(a, k, { ... })");
  });
});
