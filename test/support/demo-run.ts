import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { expect } from "vitest";
import { leakedDirectories, processesMarked, storeDirectories } from "./leaks.mjs";

const root = new URL("../../", import.meta.url).pathname;
const side = 28;
const mark = "ATHANOR_DEMO_RUN";
const goneWithinMs = 15_000;

/**
 * A run of a demo's script on made-up pictures, in a process group of its own, as a terminal would have it. All its temporary
 * files go to a folder that is looked at.
 */
export class DemoRun {
  readonly child: ChildProcess;
  output = "";
  private readonly runId = randomUUID();
  private readonly directoriesBefore = storeDirectories();

  /**
   * @param script in the repository
   * @param args beside --data
   */
  constructor(
    readonly scratch: string,
    script: string,
    args: string[],
  ) {
    const words = [script, "--data", join(scratch, "pictures.gz"), ...args];
    const env = { ...process.env, [mark]: this.runId, TMPDIR: join(scratch, "tmp") };
    this.child = spawn(process.execPath, words, { cwd: root, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.output += text;
      });
    }
  }

  async printed(text: string): Promise<void> {
    while (!this.output.includes(text)) {
      if (this.child.exitCode !== null) throw new Error(`the demo ended before it said "${text}":\n${this.output}`);
      await sleep(10);
    }
  }

  /** To the whole group, as Ctrl-C is. */
  interrupt(): void {
    process.kill(-this.child.pid!, "SIGINT");
  }

  /** No process, nothing in shared memory, no temporary file. */
  async expectNothingLeft(): Promise<void> {
    const until = Date.now() + goneWithinMs;
    while (this.leftovers().length > 0 && Date.now() < until) await sleep(200);
    expect(this.leftovers()).toEqual([]);
    expect(readdirSync(join(this.scratch, "tmp"))).toEqual([]);
  }

  private leftovers(): string[] {
    const processes = processesMarked(this.runId, mark).map(({ pid, command }) => `${pid} ${command}`);
    return [...processes, ...leakedDirectories(this.directoriesBefore)];
  }
}

/** A folder with pictures.gz and a tmp of its own; gone afterwards. */
export async function withPictures(count: number, body: (scratch: string) => Promise<void>): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "athanor-demo-test-"));
  try {
    mkdirSync(join(scratch, "tmp"));
    writeFileSync(join(scratch, "pictures.gz"), gzipSync(idx(count), { level: 1 }));
    await body(scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
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
