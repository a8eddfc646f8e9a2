import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEmbedded } from "../../bridge/embed.js";
import { resultOf } from "../support/run-cli.js";
import { eventually, expectGone, isAlive, removeServed, TestBridge } from "../support/with-bridge.js";

const ATHANOR = new URL("../../dist/bridge/index.js", import.meta.url).href;
/** What a program sees of its bridge, told to the test as one line of JSON. */
const TELL = `const tell = async (athanor) => {
  const { pids, store, embedded } = await athanor.status();
  console.log(JSON.stringify({ url: athanor.url, embedded, directory: store.directory,
    pids: [pids.bridge, ...pids.stores, ...pids.ranks, ...pids.launchers] }));
};`;

interface Told {
  url: string;
  embedded: boolean;
  directory: string;
  pids: number[];
}

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "athanor-home-"));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** A program of a user who has no bridge running, unless one serves in `home`. */
function program(code: string): ChildProcess {
  const env = { ...process.env, XDG_STATE_HOME: home, ATHANOR_URL: "", ATHANOR_TOKEN: "" };
  const text = `import { connect, truncatedSVD } from ${JSON.stringify(ATHANOR)};\n${TELL}\n${code}`;
  return spawn(process.execPath, ["--input-type=module", "-e", text], { env, stdio: ["ignore", "pipe", "pipe"] });
}

async function firstLine(child: ChildProcess): Promise<Told> {
  for await (const line of createInterface({ input: child.stdout! })) return JSON.parse(line) as Told;
  throw new Error("the program said nothing");
}

describe("a bridge of the program's own", () => {
  it("that refuses a setting says which, by its own code", async () => {
    await expect(startEmbedded({ stores: -1 })).rejects.toMatchObject({
      code: "ATHANOR_BAD_CONFIG",
      message: expect.stringContaining("stores"),
    });
  });

  it("computes in one call, and the program ends by itself without closing anything", async () => {
    const { code, stdout, stderr } = await resultOf(
      program(`
        const matrix = [[3, 0], [0, 2], [0, 0]];
        const { U, S, V } = await truncatedSVD(matrix, 2);
        const again = await truncatedSVD(matrix, 1);
        console.log(JSON.stringify({ S: [...S], again: [...again.S], U: U.shape, V: (await V.head()).toRows() }));`),
    );
    expect(stderr).toBe("");
    expect(code).toBe(0);
    const told = JSON.parse(stdout);
    expect(told.S[0]).toBeCloseTo(3, 12);
    expect(told.S[1]).toBeCloseTo(2, 12);
    expect(told.again[0]).toBeCloseTo(3, 12);
    expect(told.U).toEqual([3, 2]);
    expect(told.V[0][0]).toBeCloseTo(1, 12);
  });

  it.each([
    ["closes it", "await athanor.close();", 0],
    ["exits without closing", "process.exit(3);", 3],
    ["falls off its end", "", 0],
    ["throws", "throw new Error('boom');", 1],
  ])("is gone when the program %s", async (_how, ending, wanted) => {
    const child = program(`const athanor = await connect(); await tell(athanor); ${ending}`);
    const result = resultOf(child);
    const told = await firstLine(child);
    expect(told.embedded).toBe(true);
    expect((await result).code).toBe(wanted);
    await expectGone(told.pids, told.url, [told.directory]);
  });

  it("is gone within ten seconds of a kill -9 of the program, job and all", async () => {
    const child = program(`
      const athanor = await connect();
      await tell(athanor);
      const a = await athanor.put(Float64Array.from({ length: 4e6 }, Math.random), { shape: [10000, 400] });
      await athanor.truncatedSVD(a, 100, { method: "krylov", tol: 0, onProgress: () => console.log("computing") });`);
    const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
    const told = JSON.parse((await lines.next()).value) as Told;
    await lines.next();
    child.kill("SIGKILL");
    await expectGone(told.pids, told.url, [told.directory]);
  });

  it("what keeps a bridge from starting is told with its own code", async () => {
    const { stderr } = await resultOf(
      program(`process.env.PATH = "/nonexistent"; const athanor = await connect(); 
      await athanor.truncatedSVD([[1]], 1);`),
    );
    expect(stderr).toMatch(/ATHANOR_(MPI_MISSING|GROUP_UNAVAILABLE)/);
  });
});

describe("a running `athanor serve`", () => {
  it("is joined by programs of its user, and outlives them", async () => {
    const stateDir = join(home, "athanor");
    const served = await TestBridge.start({ stateDir });
    try {
      const child = program(`
        const athanor = await connect();
        await tell(athanor);
        await athanor.put([[1, 2], [3, 4]], { name: "kept" });
        await truncatedSVD([[1, 2], [3, 4]], 1);`);
      const result = resultOf(child);
      const told = await firstLine(child);
      expect([told.url, told.embedded]).toEqual([served.url, false]);
      expect(await result).toMatchObject({ code: 0, stderr: "" });
      expect(isAlive(served.pid)).toBe(true);
      await eventually("only the named matrix is left", async () => {
        const names = (await served.actions("athanor.listMatrices", {})).map(({ name }) => name);
        return names.length === 1 && names[0] === "kept";
      });
    } finally {
      const pids = await served.pids();
      await served.stop("SIGTERM");
      await expectGone(pids, served.url, []);
      expect(existsSync(join(stateDir, "bridge.json"))).toBe(false);
      removeServed(stateDir);
    }
  });
});
