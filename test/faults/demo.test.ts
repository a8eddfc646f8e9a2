import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { PNG } from "pngjs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { leakedDirectories, processesMarked, storeDirectories } from "../support/leaks.mjs";

const root = new URL("../../", import.meta.url).pathname;
const pictures = 4_000;
const side = 28;
const mark = "ATHANOR_DEMO_RUN";
const goneWithinMs = 15_000;

let scratch = "";

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "athanor-demo-test-"));
  mkdirSync(join(scratch, "tmp"));
  writeFileSync(join(scratch, "pictures.gz"), gzipSync(idx(pictures), { level: 1 }));
});

afterEach(() => rmSync(scratch, { recursive: true, force: true }));

describe("Ctrl-C in the demo", () => {
  it.each([
    ["while it looks what to install and build", null],
    ["while its bridge starts", "Starting an embedded bridge"],
    ["in the upload", "upload ..."],
    ["in the computation", "compute ..."],
  ])("%s leaves no process, no directory and no picture, and exits with 130", async (_when, moment) => {
    const directoriesBefore = storeDirectories();
    const runId = randomUUID();
    const demo = startDemo(runId);
    if (moment === null) await sleep(150);
    else await printed(demo, moment);
    process.kill(-demo.child.pid!, "SIGINT");
    const [code, signal] = await once(demo.child, "exit");
    // Before Node has run a line of ours, the signal itself ends it: a shell says 130 to that, too.
    expect(signal === "SIGINT" ? 130 : code, demo.output()).toBe(130);
    await expectNothingLeft(runId, directoriesBefore);
    expect(existsSync(join(scratch, "picture.png"))).toBe(false);
    expect(readdirSync(join(scratch, "tmp"))).toEqual([]);
  });
});

describe("the demo", () => {
  it("prints singular values, certificate and phases, draws the picture, and leaves nothing else", async () => {
    const directoriesBefore = storeDirectories();
    const runId = randomUUID();
    const demo = startDemo(runId);
    const [code] = await once(demo.child, "exit");
    expect(code, demo.output()).toBe(0);
    expect(demo.output()).toMatch(/Singular values\n(\s+[\d.]+){20}/);
    expect(demo.output()).toMatch(/converged +yes/);
    for (const phase of ["encode", "upload", "seal", "queue", "compute", "download"]) {
      expect(demo.output()).toMatch(new RegExp(`^  ${phase}\\b.* s\\b`, "m"));
    }
    const picture = PNG.sync.read(readFileSync(join(scratch, "picture.png")));
    expect([picture.width, picture.height]).toEqual([760, 610]);
    await expectNothingLeft(runId, directoriesBefore);
    expect(readdirSync(join(scratch, "tmp"))).toEqual([]);
  });
});

interface Demo {
  child: ChildProcess;
  output(): string;
}

/** In a process group of its own, as a terminal would have it; all its temporary files go to a folder that we look at. */
function startDemo(runId: string): Demo {
  const args = ["scripts/demo.mjs", "--data", join(scratch, "pictures.gz"), "--picture", join(scratch, "picture.png")];
  const env = { ...process.env, [mark]: runId, TMPDIR: join(scratch, "tmp") };
  const child = spawn(process.execPath, args, { cwd: root, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return { child, output: () => output };
}

async function printed({ child, output }: Demo, text: string): Promise<void> {
  while (!output().includes(text)) {
    if (child.exitCode !== null) throw new Error(`the demo ended before it said "${text}":\n${output()}`);
    await sleep(10);
  }
}

async function expectNothingLeft(runId: string, directoriesBefore: Set<string>): Promise<void> {
  const until = Date.now() + goneWithinMs;
  while (leftovers(runId, directoriesBefore).length > 0 && Date.now() < until) await sleep(200);
  expect(leftovers(runId, directoriesBefore)).toEqual([]);
}

function leftovers(runId: string, directoriesBefore: Set<string>): string[] {
  const processes = processesMarked(runId, mark).map(({ pid, command }) => `${pid} ${command}`);
  return [...processes, ...leakedDirectories(directoriesBefore)];
}

/** An idx file of made-up pictures: a bright square at a place of its own in each. */
function idx(count: number): Buffer {
  const head = Buffer.from([0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, side, 0, 0, 0, side]);
  head.writeUInt32BE(count, 4);
  const body = Buffer.alloc(count * side * side);
  for (let i = 0; i < count; i++) {
    for (let p = 0; p < side * side; p++) {
      const [x, y] = [p % side, Math.floor(p / side)];
      body[i * side * side + p] = (x * 7 + y * 13 + i * (x ^ y)) % 256;
    }
  }
  return Buffer.concat([head, body]);
}
