import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../support/run-cli.js";
import { removeServed } from "../support/with-bridge.js";

const ROOT = new URL("../..", import.meta.url).pathname;
const PAGE = readFileSync(join(ROOT, "docs/write-a-library.md"), "utf8");
const blocks = [...PAGE.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, kind, text]) => ({ kind: kind!, text: text! }));
const SERVE = /^athanor serve/;
const START_DEADLINE_MS = 30_000;

let folder: string;
let env: Record<string, string>;
let bridge: ChildProcess | null = null;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "athanor-library-"));
  for (const path of ["bin", "node_modules"]) mkdirSync(join(folder, path));
  symlinkSync(join(ROOT, "bin/athanor.mjs"), join(folder, "bin/athanor"));
  symlinkSync(ROOT, join(folder, "node_modules/athanor"));
  const path = `${join(folder, "bin")}${delimiter}${process.env.PATH}`;
  const mpi = {
    OMPI_ALLOW_RUN_AS_ROOT: "1",
    OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1",
    OMPI_MCA_rmaps_base_oversubscribe: "1",
  };
  const own = { PATH: path, ATHANOR: ROOT, XDG_STATE_HOME: join(folder, "state"), ATHANOR_URL: "", ATHANOR_TOKEN: "" };
  env = { ...(process.env as Record<string, string>), ...mpi, ...own };
});
afterAll(async () => {
  await stopBridge();
  removeServed(join(folder, "state", "athanor"));
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a block as a shell would, stopping at the first failure. */
function shell(text: string): string {
  return execFileSync("sh", ["-ec", text], { cwd: folder, env, encoding: "utf8", timeout: 60_000 });
}

/** The command that stays in a terminal of its own. */
async function serve(command: string): Promise<void> {
  bridge = spawn("sh", ["-ec", `exec ${command}`], { cwd: folder, env, stdio: ["ignore", "pipe", "ignore"] });
  const timer = setTimeout(() => bridge?.kill("SIGKILL"), START_DEADLINE_MS);
  const [first] = await Promise.race([once(bridge.stdout!, "data"), once(bridge, "exit")]);
  clearTimeout(timer);
  if (!Buffer.isBuffer(first)) throw new Error(`${command} did not start`);
}

async function stopBridge(): Promise<void> {
  if (bridge === null || bridge.exitCode !== null) return;
  const exited = once(bridge, "exit");
  bridge.kill("SIGTERM");
  await exited;
}

describe("docs/write-a-library.md", () => {
  it("leads from an empty folder to the results that it shows", async () => {
    let printed = "";
    for (const { kind, text } of blocks.slice(1)) {
      if (kind === "c" || kind === "js") writeFileSync(join(folder, kind === "c" ? "norms.c" : "norms.mjs"), text);
      else if (kind === "text") expect(lines(printed)).toEqual(expect.arrayContaining(lines(text)));
      else if (SERVE.test(text)) await serve(text.trim());
      else printed = shell(text);
    }
    expect(blocks.map(({ kind }) => kind).join(" ")).toBe("text c sh sh text sh sh sh text sh text js sh text");
  });

  it("shows a library that refuses what it must, on all ranks", async () => {
    writeFileSync(join(folder, "bad.csv"), "1,2\n3,4\nNaN,6\n");
    const run = (...args: string[]) => runCli(["run", "norms.rowNorms", "--in", ...args, "--json"], undefined, env);
    const refused = await run(`a=${join(folder, "bad.csv")}`);
    expect(JSON.parse(refused.stderr).error).toMatchObject({
      code: "ATHANOR_NOT_FINITE",
      message: expect.stringMatching(/row 2 of a/),
    });
    const range = await run("a=a", "--param", "p=0.5");
    expect(JSON.parse(range.stderr).error).toMatchObject({
      code: "ATHANOR_INVALID_ARGUMENT",
      message: expect.stringMatching(/p >= 1/),
    });
    const narrow = await run(`a=${join(folder, "a.csv")}`, "--dtype", "float32");
    expect(JSON.parse(narrow.stderr).error).toMatchObject({
      code: "ATHANOR_INVALID_ARGUMENT",
      message: expect.stringMatching(/float64/),
    });
  });
});

/** Without indentation, which shows structure to people. */
function lines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
