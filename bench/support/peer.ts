import type { ChildProcess, StdioOptions } from "node:child_process";
import { createInterface } from "node:readline";
import { fromRoot } from "../../bridge/common/paths.js";
import { Group } from "./group.js";
import { pythonWith } from "./python.js";

/**
 * What the ranks' BLAS may be told by the environment is not for the peers': a newer OpenBLAS knows better, and would be
 * slowed down.
 */
const NOT_FOR_PEERS = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"];

/** What the scripts import that say nothing else. */
const USUAL_PACKAGES = ["numpy", "scipy", "scikit-learn", "pyarrow"];

async function start(script: string, args: string[], stdio: StdioOptions, packages: string[]): Promise<Group> {
  const python = await pythonWith(packages);
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_FOR_PEERS.includes(name)));
  return new Group(python, [fromRoot(`bench/peers/${script}`), ...args], { stdio, env });
}

/** A peer, such as one of bench/peers in Python, that stays warm between requests: JSON lines in, JSON lines out. */
export class Peer implements AsyncDisposable {
  private readonly answers: AsyncIterator<string>;
  /** How the process ended. */
  private readonly exit: Promise<string>;

  private constructor(
    private readonly group: Group,
    private readonly name: string,
  ) {
    this.answers = createInterface({ input: group.process.stdout! })[Symbol.asyncIterator]();
    this.exit = new Promise((resolve) =>
      group.process.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`)),
    );
  }

  /**
   * Starts bench/peers/SCRIPT and waits for its ready line, which is returned too.
   * @throws PeerUnavailable where the Python packages can be neither found nor installed
   */
  static async start(
    script: string,
    args: string[],
    packages: string[] = USUAL_PACKAGES,
  ): Promise<{ peer: Peer; ready: Record<string, unknown> }> {
    return Peer.over(await start(script, args, ["pipe", "pipe", "inherit"], packages), script);
  }

  /** Any other process that speaks lines: its standard input and output are pipes. */
  static async over(group: Group, name: string): Promise<{ peer: Peer; ready: Record<string, unknown> }> {
    const peer = new Peer(group, name);
    return { peer, ready: await peer.answer() };
  }

  get process(): ChildProcess {
    return this.group.process;
  }

  async ask<T>(request: Record<string, unknown>): Promise<T> {
    this.process.stdin!.write(`${JSON.stringify(request)}\n`);
    return (await this.answer()) as T;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.group.kill();
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
export async function runPeer(script: string, args: string[], packages: string[] = USUAL_PACKAGES): Promise<void> {
  const code = await (await start(script, args, "inherit", packages)).ended();
  if (code !== 0) throw new Error(`${script} ended with exit code ${code}`);
}
