import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { connect as connectSocket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { ActionName, Actions, BridgeStatus } from "athanor-client/wire";
import { FlightChannel } from "athanor-client/wire";
import { serveRunDirectory } from "../../bridge/common/directories.js";

const ROOT = new URL("../..", import.meta.url).pathname;
const START_DEADLINE_MS = 30_000;
const GONE_DEADLINE_MS = 10_000;

export interface BridgeOptions {
  /** Settings as in a configuration file. */
  config?: Record<string, unknown>;
  /** Keep a state directory over several bridges: `serve` instead of an embedded one. End with removeServed. */
  stateDir?: string;
  /** Extra environment. */
  env?: Record<string, string>;
  /** How the test's own channel trusts, and shows itself to, a bridge with TLS. */
  tls?: { ca: Buffer; cert?: Buffer; key?: Buffer };
}

/** A real bridge in a process of its own, on a free port, with what a test wants to know of it. */
export class TestBridge {
  /** Last lines of its log. */
  log: string[] = [];

  private constructor(
    readonly process: ChildProcessByStdio<Writable, Readable, Readable>,
    readonly url: string,
    readonly token: string,
    readonly channel: FlightChannel,
    private readonly configDir: string,
    private readonly embedded: boolean,
  ) {}

  static async start(options: BridgeOptions = {}): Promise<TestBridge> {
    const configDir = mkdtempSync(join(tmpdir(), "athanor-test-"));
    const config = join(configDir, "config.json");
    writeFileSync(config, JSON.stringify({ logLevel: "info", ...options.config }));
    const mode = options.stateDir ? ["--state-dir", options.stateDir] : ["--embedded"];
    const child = spawn(
      process.execPath,
      [join(ROOT, "bin/athanor.mjs"), "serve", ...mode, "--json", "--config", config],
      {
        stdio: ["pipe", "pipe", "pipe"],
        env: { ...process.env, ...options.env },
      },
    );
    const log: string[] = [];
    createInterface({ input: child.stderr }).on("line", (line) => log.push(line) > 400 && log.shift());
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const timer = setTimeout(() => child.kill("SIGKILL"), START_DEADLINE_MS);
    const first = await lines.next();
    clearTimeout(timer);
    if (first.done) throw new Error(`the bridge did not start:\n${log.join("\n")}`);
    const { url, token } = JSON.parse(first.value) as { url: string; token: string };
    const bridge = new TestBridge(
      child,
      url,
      token,
      new FlightChannel(url, { token, tls: options.tls }),
      configDir,
      !options.stateDir,
    );
    bridge.log = log;
    return bridge;
  }

  get pid(): number {
    return this.process.pid!;
  }

  /** All results of an action. */
  async actions<A extends ActionName>(name: A, request: Actions[A]["request"], channel = this.channel) {
    const results: Actions[A]["result"][] = [];
    for await (const body of channel.doAction(name, Buffer.from(JSON.stringify(request)), { deadlineMs: 60_000 })) {
      results.push(JSON.parse(Buffer.from(body).toString()));
    }
    return results;
  }

  /** The one result of an action. */
  async action<A extends ActionName>(name: A, request: Actions[A]["request"], channel = this.channel) {
    return (await this.actions(name, request, channel))[0]!;
  }

  status(): Promise<BridgeStatus> {
    return this.action("athanor.status", {});
  }

  /** Processes of this bridge, itself included. */
  async pids(): Promise<number[]> {
    const { pids } = await this.status();
    return [pids.bridge, ...pids.stores, ...pids.ranks, ...pids.launchers];
  }

  /** Ends it in order (end of standard input, or SIGTERM for `serve`) and waits. Harmless when it is gone already. */
  async stop(signal?: NodeJS.Signals): Promise<void> {
    await this.channel.close({ force: true });
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const exited = once(this.process, "exit");
      if (signal || !this.embedded) this.process.kill(signal ?? "SIGTERM");
      else this.process.stdin.end();
      const timer = setTimeout(() => this.process.kill("SIGKILL"), 20_000);
      await exited;
      clearTimeout(timer);
    }
    rmSync(this.configDir, { recursive: true, force: true });
  }
}

/**
 * Runs `body` with a real embedded bridge; afterwards its processes, port and directories must be gone.
 * @example await withBridge(async (bridge) => { await bridge.action("athanor.status", {}); });
 */
export async function withBridge<T>(body: (bridge: TestBridge) => Promise<T>, options: BridgeOptions = {}): Promise<T> {
  const bridge = await TestBridge.start(options);
  let pids = await bridge.pids();
  let directories: string[] = [];
  try {
    const { store } = await bridge.status();
    // The run directory and the disk twin, which hold the two tiers.
    directories = [store.directory, store.diskDirectory].map(dirname);
    const result = await body(bridge);
    pids = [...new Set([...pids, ...(await bridge.pids().catch(() => []))])];
    return result;
  } catch (error) {
    const tail = bridge.log.slice(-30).join("\n");
    if (error instanceof Error) error.message += `\n--- log of the bridge ---\n${tail}`;
    throw error;
  } finally {
    await bridge.stop();
    await expectGone(pids, bridge.url, options.stateDir ? [] : directories);
  }
}

/** Where the `serve` of a state directory has its memory tier and its socket: a place that it keeps when it ends. */
export function runDirectoryOf(stateDir: string): string {
  return serveRunDirectory(realpathSync(stateDir));
}

/** Removes a state directory of `serve` and the run directory that belongs to it. Harmless when it is gone already. */
export function removeServed(stateDir: string): void {
  if (!existsSync(stateDir)) return;
  rmSync(runDirectoryOf(stateDir), { recursive: true, force: true });
  rmSync(stateDir, { recursive: true, force: true });
}

/** Fails when, ten seconds on, a process lives, the port answers, or a directory is there. */
export async function expectGone(pids: number[], url: string, directories: string[]): Promise<void> {
  await eventually(`processes ${pids.join(" ")} are gone`, () => pids.every((pid) => !isAlive(pid)));
  await eventually(`${url} is closed`, () => isClosed(url));
  await eventually(`${directories.join(" ")} removed`, () => directories.every((path) => !path || !existsSync(path)));
}

/** Polls until `check` holds; throws after `deadlineMs`. */
export async function eventually(
  what: string,
  check: () => boolean | Promise<boolean>,
  deadlineMs = GONE_DEADLINE_MS,
): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`after ${deadlineMs} ms it is not so that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Whether a process runs (a zombie does not). */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** Children of a process, from /proc. */
export function childrenOf(pid: number): number[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((candidate) => {
      try {
        const stat = readFileSync(`/proc/${candidate}/stat`, "utf8");
        return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === pid;
      } catch {
        return false;
      }
    });
}

function isClosed(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url.replace(/^grpc(\+\w+)?:/, "http:"));
  return new Promise((resolve) => {
    const socket = connectSocket({ host: hostname, port: Number(port) });
    socket.once("connect", () => {
      socket.destroy();
      resolve(false);
    });
    socket.once("error", () => resolve(true));
  });
}
