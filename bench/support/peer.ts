import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fromRoot } from "../../bridge/common/paths.js";

/**
 * What the ranks' BLAS may be told by the environment is not for the peers': a newer OpenBLAS knows better, and would be
 * slowed down.
 */
const NOT_FOR_PEERS = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"];

function start(script: string, args: string[], stdio: StdioOptions): ChildProcess {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_FOR_PEERS.includes(name)));
  return spawn(fromRoot("build/venv/bin/python"), [fromRoot(`bench/peers/${script}`), ...args], { stdio, env });
}

/** A peer, such as one of bench/peers in Python, that stays warm between requests: JSON lines in, JSON lines out. */
export class Peer implements AsyncDisposable {
  private readonly answers: AsyncIterator<string>;
  /** How the process ended. */
  private readonly exit: Promise<string>;

  private constructor(
    readonly process: ChildProcess,
    private readonly name: string,
  ) {
    this.answers = createInterface({ input: process.stdout! })[Symbol.asyncIterator]();
    this.exit = new Promise((resolve) => process.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`)));
  }

  /** Starts bench/peers/SCRIPT and waits for its ready line, which is returned too. */
  static start(script: string, args: string[]): Promise<{ peer: Peer; ready: Record<string, unknown> }> {
    return Peer.over(start(script, args, ["pipe", "pipe", "inherit"]), script);
  }

  /** Any other process that speaks lines: its standard input and output are pipes. */
  static async over(child: ChildProcess, name: string): Promise<{ peer: Peer; ready: Record<string, unknown> }> {
    const peer = new Peer(child, name);
    return { peer, ready: await peer.answer() };
  }

  async ask<T>(request: Record<string, unknown>): Promise<T> {
    this.process.stdin!.write(`${JSON.stringify(request)}\n`);
    return (await this.answer()) as T;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.process.kill("SIGKILL");
  }

  private async answer(): Promise<Record<string, unknown>> {
    const { value, done } = await this.answers.next();
    if (done) {
      const end = await this.exit;
      throw new Error(`the peer ${this.name} ended with ${end}; see its message above`);
    }
    return JSON.parse(value);
  }
}

/** Runs bench/peers/SCRIPT to its end. */
export async function runPeer(script: string, args: string[]): Promise<void> {
  const child = start(script, args, "inherit");
  const code = await new Promise((resolve) => child.once("exit", resolve));
  if (code !== 0) throw new Error(`${script} ended with exit code ${code}`);
}
