import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NpyWriter } from "../../bridge/cli/support/npy-writer.js";
import { resultOf, runCli, startCli } from "../support/run-cli.js";
import { sharedBridge } from "../support/shared-bridge.js";
import { testValues } from "../support/uploads.js";
import { eventually } from "../support/with-bridge.js";

const bridge = sharedBridge();
let directory: string;
let input: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "athanor-cli-"));
  input = await npyFile("a.npy", 300, 20);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function npyFile(name: string, rows: number, cols: number): Promise<string> {
  const path = join(directory, name);
  const writer = await NpyWriter.create(path, "float64", [rows, cols]);
  await writer.write(testValues(rows, cols));
  await writer.commit();
  return path;
}

const cli = (...args: string[]) => runCli(args, bridge());

describe("refusals", () => {
  it.each([
    [["svd", "a.npy"], /required option '--k <K>' not specified/],
    [["svd", "a.npy", "--k", "0"], /at least 1/],
    [["svd", "a.npy", "--k", "many"], /whole number/],
    [["svd", "a.npy", "--k", "2", "--method", "magic"], /Allowed choices are auto, krylov, gram, qr/],
    [["get", "a", "--rows", "9"], /100:200/],
    [["frobnicate"], /unknown command/],
    [["svd", "--k", "3"], /missing required argument 'input'/],
    [["matrices", "--bogus"], /unknown option/],
  ])("`athanor %s` is wrong usage: exit code 2 and the reason", async (args, reason) => {
    const { code, stderr, stdout } = await runCli(args as string[]);
    expect(stderr).toMatch(reason as RegExp);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  it("without a bridge, commands but svd stop and say how to start one", async () => {
    const { code, stderr } = await runCli(["matrices"]);
    expect(stderr).toMatch(/^error: ATHANOR_NO_BRIDGE: .*`athanor serve`/);
    expect(code).toBe(1);
  });

  it.each([
    [["--users", "nowhere.json"], /ATHANOR_BAD_CONFIG: --users nowhere.json: .*no such file/],
    [["--users", import.meta.filename], /ATHANOR_BAD_CONFIG: --users .*wanted JSON such as/],
    [["--tls-cert", "cert.pem"], /ATHANOR_BAD_CONFIG: --tls-cert alone; TLS takes --tls-cert and --tls-key/],
    [["--tls-cert", "nowhere.pem", "--tls-key", "k.pem"], /ATHANOR_BAD_CONFIG: tls.certPath: .*nowhere.pem/],
    [["--tls-cert", import.meta.filename, "--tls-key", import.meta.filename], /ATHANOR_BAD_CONFIG: tls: .*in PEM/],
    [["--port", "99999"], /ATHANOR_BAD_CONFIG: listen.port: .*docs\/configuration.md/],
    [["--host", "0.0.0.0"], /ATHANOR_UNSAFE_ADDRESS/],
  ])("`athanor serve %s` says what is wrong and starts nothing", async (args, reason) => {
    const { code, stderr } = await runCli(["serve", "--state-dir", join(directory, "state"), ...(args as string[])]);
    expect(stderr).toMatch(reason as RegExp);
    expect(code).toBe(1);
    expect(existsSync(join(directory, "state"))).toBe(false);
  });

  it("svd refuses an --out that is a file before it reads or computes anything", async () => {
    const out = import.meta.filename;
    const { code, stderr } = await runCli(["svd", join(directory, "nowhere.npy"), "--k", "2", "--out", out]);
    expect(stderr).toMatch(/ATHANOR_INVALID_ARGUMENT: .*cannot be written: .*is a file; a directory is wanted/);
    expect(code).toBe(1);
  });

  it("svd comes to an end where the file system takes no directory", async () => {
    const { code, stderr } = await cli("svd", input, "--k", "2", "--out", "/proc/nothing/there");
    expect(stderr).toMatch(/ATHANOR_INVALID_ARGUMENT: .*cannot be written/);
    expect(code).toBe(1);
  });

  it("with --json the error is one object on stderr, with code, message and details", async () => {
    const { code, stderr, stdout } = await cli("svd", join(directory, "nowhere.npy"), "--k", "2", "--json");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(JSON.parse(stderr).error).toMatchObject({
      code: "ATHANOR_BAD_INPUT_FILE",
      message: expect.stringMatching(/does not exist/),
    });
  });

  it("refusals of the bridge come through, and nothing is written", async () => {
    const out = join(directory, "refused");
    const { code, stderr } = await cli("svd", input, "--k", "21", "--out", out);
    expect(stderr).toMatch(/^error: ATHANOR_INVALID_ARGUMENT: .*k/);
    expect([code, existsSync(out)]).toEqual([1, false]);
    expect((await cli("get", "nothing")).stderr).toMatch(/^error: ATHANOR_MATRIX_NOT_FOUND/);
    expect((await cli("jobs", "show", "j_nothing")).stderr).toMatch(/^error: ATHANOR_JOB_NOT_FOUND/);
    expect((await cli("libs", "rowwise.nothing")).stderr).toMatch(
      /ATHANOR_UNKNOWN_ROUTINE: no loaded library offers rowwise\.nothing; did you mean rowwise\./,
    );
  });

  it("a wrong token is told as such", async () => {
    const { stderr } = await runCli(["matrices", "--bridge", bridge().url, "--token", "some wrong token"]);
    expect(stderr).toMatch(/^error: ATHANOR_UNAUTHENTICATED/);
  });

  it("an output that cannot be written is an error, and no part of it stays", async () => {
    const blocked = join(directory, "blocked");
    writeFileSync(blocked, "a file, no directory");
    const { code, stderr } = await cli("svd", input, "--k", "2", "--out", blocked);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: ATHANOR_INVALID_ARGUMENT: .*cannot be written/);
  });
});

describe("svd", () => {
  it("--json prints singular values, certificate, timings and shape", async () => {
    const { code, json, stderr } = await cli("svd", input, "--k", "4", "--json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(json).toMatchObject({ shape: [300, 20], converged: true, files: [] });
    expect(json.singularValues).toHaveLength(4);
    expect(json.certificate.residual).toBeLessThan(1e-9);
    expect(Object.keys(json.timings)).toEqual(expect.arrayContaining(["uploadMs", "sealMs", "queueMs", "computeMs"]));
  });

  it("--out writes U.npy, S.npy and V.npy, whole and nothing else", async () => {
    const out = join(directory, "factors");
    const { json } = await cli("svd", input, "--k", "4", "--out", out, "--json");
    expect(readdirSync(out).sort()).toEqual(["S.npy", "U.npy", "V.npy"]);
    expect(json.files).toEqual(["U.npy", "S.npy", "V.npy"].map((name) => join(out, name)));
    expect(readFileSync(join(out, "U.npy")).length).toBe(128 + 300 * 4 * 8);
    expect(readFileSync(join(out, "V.npy")).length).toBe(128 + 20 * 4 * 8);
    const s = readFileSync(join(out, "S.npy")).subarray(128);
    expect([...new Float64Array(Uint8Array.from(s).buffer)]).toEqual(json.singularValues);
  });

  it("prints a table for people", async () => {
    const { stdout } = await cli("svd", input, "--k", "2");
    expect(stdout).toMatch(/Rank-2 SVD of 300 x 20 float64/);
    expect(stdout).toMatch(/converged +yes/);
    expect(stdout).toMatch(/compute +[\d.]+ m?s/);
  });

  it("leaves nothing on the bridge", async () => {
    await cli("svd", input, "--k", "2");
    expect((await cli("matrices", "--json")).json).toEqual({ matrices: [] });
  });

  it("without a bridge it embeds one, which is gone afterwards", async () => {
    const { code, json, stderr } = await runCli(["svd", input, "--k", "2", "--json"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(json.singularValues).toHaveLength(2);
  });

  it("Ctrl-C cancels the job, drops what was uploaded and exits with 130", async () => {
    const big = await npyFile("big.npy", 20_000, 400);
    const out = join(directory, "interrupted");
    const child = startCli(["svd", big, "--k", "100", "--method", "krylov", "--tol", "0", "--out", out], bridge());
    const result = resultOf(child);
    await eventually(
      "the job runs",
      async () => (await bridge().actions("athanor.listJobs", { state: "running" })).length === 1,
      30_000,
    );
    child.kill("SIGINT");
    const { code, stderr } = await result;
    expect(stderr).toBe("stopped\n");
    expect(code).toBe(130);
    const [job] = await bridge().actions("athanor.listJobs", { limit: 1 });
    expect(job!.state).toBe("cancelled");
    expect(await bridge().actions("athanor.listMatrices", {})).toEqual([]);
    expect(existsSync(out)).toBe(false);
  });
});

describe("matrices and jobs", () => {
  it("put, matrices, get and drop tell one story", async () => {
    expect((await cli("put", input, "--name", "a")).stdout).toMatch(/^a: 300 x 20 float64, 48 kB in /);
    expect((await cli("matrices")).stdout).toMatch(/^NAME +ID +STATE.*\na +m_\S+ +sealed +300 x 20 +float64 +48 kB/);
    const copy = join(directory, "copy.npy");
    expect((await cli("get", "a", "--out", copy)).code).toBe(0);
    expect(readFileSync(copy).equals(readFileSync(input))).toBe(true);
    const { json } = await cli("get", "a", "--rows", "10:12", "--json");
    expect(json).toMatchObject({ firstRow: 10, shape: [2, 20] });
    const csv = await cli("get", "a", "--rows", "10:12");
    expect(
      csv.stdout
        .trim()
        .split("\n")
        .map((line) => line.split(",").map(Number)),
    ).toEqual(json.rows);
    expect((await cli("svd", "a", "--stored", "--k", "1", "--json")).json.shape).toEqual([300, 20]);
    expect((await cli("drop", "a", "--json")).json).toEqual({ dropped: ["a"] });
    expect((await cli("matrices")).stdout).toMatch(/no matrices/);
  });

  it("a reader that leaves early is no error", async () => {
    await cli("put", input, "--name", "a");
    const child = startCli(["get", "a"], bridge());
    child.stdout!.once("data", () => child.stdout!.destroy());
    const [code] = await once(child, "exit");
    expect(code).toBe(0);
  });

  it("jobs are listed, shown, logged and watched", async () => {
    const { jobId } = (await cli("svd", input, "--k", "1", "--json")).json;
    expect((await cli("jobs", "--limit", "1")).stdout).toMatch(
      new RegExp(`^ID .*\\n${jobId} +rowwise.truncatedSvd +succeeded`),
    );
    expect((await cli("jobs", "list", "--limit", "1", "--json")).json.jobs[0].id).toBe(jobId);
    expect((await cli("jobs", "show", jobId)).stdout).toMatch(/params +k=1 /);
    expect((await cli("jobs", "watch", jobId, "--json")).json.state).toBe("succeeded");
    expect((await cli("jobs", "logs", jobId, "--json")).json.logs).toBeInstanceOf(Array);
    expect((await cli("jobs", "cancel", jobId)).stdout).toMatch(/succeeded/);
  });

  it("libs lists routines and describes one from its manifest", async () => {
    expect((await cli("libs")).stdout).toMatch(/rowwise\.truncatedSvd +0\.1\.0/);
    const { stdout } = await cli("libs", "rowwise.truncatedSvd");
    expect(stdout).toMatch(/k +int +required; >= 1; <= min\(a\.rows, a\.cols\)/);
    expect(stdout).toMatch(/tol +float +default 1e-9 \(float64\), 0\.00001 \(float32\)/);
  });
});

describe("doctor and help", () => {
  it("doctor finds a machine that runs these tests healthy", async () => {
    const { code, json } = await runCli(["doctor", "--json"]);
    expect(json.findings.filter(({ verdict }: { verdict: string }) => verdict === "missing")).toEqual([]);
    expect([code, json.healthy]).toEqual([0, true]);
    expect(json.findings.map(({ check }: { check: string }) => check)).toEqual(
      expect.arrayContaining([
        "node",
        "mpirun",
        "mpirun -n 2",
        "addon",
        "BLAS",
        "library rowwise",
        "memory store",
        "ports",
      ]),
    );
  });

  it("doctor without mpirun names the command that installs it, and exits with 1", async () => {
    const { code, stdout } = await runCli(["doctor"], undefined, { PATH: directory });
    expect(stdout).toMatch(/mpirun +MISSING +not on PATH/);
    expect(stdout).toMatch(/mpirun: .*install.*openmpi/);
    expect(code).toBe(1);
  });

  it("help and version go to standard output with exit code 0", async () => {
    const help = await runCli(["--help"]);
    expect(help.stdout).toMatch(/Usage: athanor[\s\S]*Examples:/);
    expect(help.code).toBe(0);
    expect((await runCli(["svd", "--help"])).stdout).toMatch(/--out <DIR>/);
    expect((await runCli(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
