import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Server, ServerCredentials, type ServerDuplexStream } from "@grpc/grpc-js";
import { type FromChild, LeashService, type ToChild } from "athanor-client/wire";
import { sha256Hex } from "../../bridge/common/auth.js";
import { signCapability } from "../../bridge/common/capability.js";
import type { ReadTicket, WriteGrant } from "../../bridge/common/capability-types.js";

const root = join(import.meta.dirname, "../..");
export const venvPython = join(root, "build/venv/bin/python");
export const tokens = { ada: "token-of-ada", ben: "token-of-ben" };

type FromStore = NonNullable<FromChild["body"]>;
type ToStore = NonNullable<ToChild["body"]>;
type Of<Case extends FromStore["$case"]> = Extract<FromStore, { $case: Case }>["value"];

/** What the bridge answers: "" grants, a text refuses, null does not answer. */
export type Answerer = (message: FromStore) => string | null;

/** The bridge's end of a store's leash, as a script: it keeps what it hears and answers as it is told. */
export class ScriptedBridge {
  readonly heard: FromStore[] = [];
  answer: Answerer = () => "";
  private readonly server = new Server();
  private stream: ServerDuplexStream<FromChild, ToChild> | null = null;
  private listeners: (() => void)[] = [];

  constructor(private readonly launchToken: string) {
    this.server.addService(LeashService, { hold: (stream: typeof this.stream) => this.hold(stream!) });
  }

  async listen(socketPath: string): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.bindAsync(`unix:${socketPath}`, ServerCredentials.createInsecure(), (error) =>
        error ? reject(error) : resolve(),
      );
    });
    return `unix:${socketPath}`;
  }

  all<Case extends FromStore["$case"]>(name: Case): Of<Case>[] {
    return this.heard.flatMap((message) => (message.$case === name ? [message.value as Of<Case>] : []));
  }

  /** The n-th message of that kind, waited for. */
  async next<Case extends FromStore["$case"]>(name: Case, count = 1, timeoutMs = 10_000): Promise<Of<Case>> {
    const deadline = Date.now() + timeoutMs;
    while (this.all(name).length < count) {
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`no ${name} number ${count} within ${timeoutMs} ms`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.listeners.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return this.all(name)[count - 1]!;
  }

  send(body: ToStore): void {
    this.stream?.write({ body });
  }

  /** As when the bridge is killed. */
  die(): void {
    this.server.forceShutdown();
  }

  private hold(stream: ServerDuplexStream<FromChild, ToChild>): void {
    stream.on("error", () => {});
    stream.on("end", () => stream.end());
    stream.on("data", ({ body }: FromChild) => {
      if (!body) return;
      if (body.$case === "hello") {
        if (body.value.launchToken !== this.launchToken) return void stream.destroy();
        this.stream = stream;
        this.send({ $case: "welcome", value: {} });
      }
      this.heard.push(body);
      if (body.$case === "reserveBytes" || body.$case === "attemptComplete") this.reply(body.value.requestId, body);
      for (const wake of this.listeners.splice(0)) wake();
    });
  }

  private reply(requestId: number, message: FromStore): void {
    const error = this.answer(message);
    if (error !== null) this.send({ $case: "answer", value: { requestId, error, grpcStatus: error ? 9 : 0 } });
  }
}

export interface StoreUnderTest {
  bridge: ScriptedBridge;
  process: ChildProcess;
  uri: string;
  /** The socket on which the bridge relays. */
  relayUri: string;
  directories: { memory: string; disk: string };
  /** A signed write grant; float64, 4 columns, no index, memory tier, ada's, unless said otherwise. */
  grant(fields?: Partial<WriteGrant>): string;
  ticket(fields: Partial<ReadTicket> & Pick<ReadTicket, "pieces">): string;
  /** Part files of both tiers, as `m/<matrix>/<file>`. */
  files(): string[];
  /** Resolves with the exit code, or fails after the time. */
  exited(timeoutMs: number): Promise<number | null>;
}

export interface StoreOptions {
  ephemeral?: boolean;
  streamIdleTimeoutMs?: number;
  maxMessageBytes?: number;
  /** Where the memory tier is; default a fresh folder. */
  memory?: string;
  /** Before the process starts. */
  prepare?(directories: { memory: string; disk: string }): void;
}

/** Starts a real store process under a scripted bridge; fails if it does not go when it is told to. */
export async function withStore(options: StoreOptions, use: (store: StoreUnderTest) => Promise<void>): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), "athanor-store-test-"));
  const directories = { memory: options.memory ?? join(home, "memory"), disk: join(home, "disk") };
  for (const directory of Object.values(directories)) mkdirSync(directory, { recursive: true });
  options.prepare?.(directories);
  const key = randomBytes(32);
  const bridge = new ScriptedBridge("launch-secret");
  const leash = await bridge.listen(join(home, "leash.sock"));
  const child = spawn(process.execPath, [join(root, "dist/bridge/store/main.js")], {
    env: { ...process.env, ATHANOR_STORE_CONFIG: JSON.stringify(configOf(options, leash, directories, key)) },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr!.on("data", (chunk) => {
    said += chunk;
  });
  const exit = once(child, "exit").then(([code]) => code as number | null);
  try {
    const hello = await Promise.race([
      bridge.next("hello", 1, 15_000),
      exit.then((code) => {
        throw new Error(`the store exited with ${code} before its hello: ${said}`);
      }),
    ]);
    await use({
      bridge,
      process: child,
      uri: `grpc://127.0.0.1:${hello.port}`,
      relayUri: `unix:${join(home, "store0.sock")}`,
      directories,
      grant: (fields = {}) => signCapability(key, { ...defaultGrant(), ...fields }),
      ticket: (fields) => signCapability(key, { ...defaultTicket(), ...fields }),
      files: () => Object.values(directories).flatMap(filesBelow),
      exited: (timeoutMs) => within(exit, timeoutMs, `the store did not exit within ${timeoutMs} ms: ${said}`),
    });
    if (child.exitCode === null && child.signalCode === null) {
      bridge.send({ $case: "shutdown", value: { reason: "the test is over" } });
      const code = await within(exit, 12_000, `the store did not leave after shutdown: ${said}`);
      if (code !== 0) throw new Error(`the store exited with ${code}: ${said}`);
    }
  } finally {
    child.kill("SIGKILL");
    bridge.die();
    rmSync(home, { recursive: true, force: true });
  }
}

function configOf(options: StoreOptions, leash: string, directories: object, key: Buffer): object {
  return {
    leash,
    launchToken: "launch-secret",
    index: 0,
    directories,
    host: "127.0.0.1",
    port: 0,
    relaySocket: join(dirname(leash.replace("unix:", "")), "store0.sock"),
    tls: null,
    users: Object.entries(tokens).map(([name, token]) => ({ name, tokenSha256: sha256Hex(token) })),
    capabilityKey: key.toString("base64"),
    streamIdleTimeoutMs: options.streamIdleTimeoutMs ?? 20_000,
    maxMessageBytes: options.maxMessageBytes ?? 64 * 1024 * 1024,
    logLevel: "info",
    ephemeral: options.ephemeral ? Object.values(directories) : [],
  };
}

function defaultGrant(): WriteGrant {
  return {
    kind: "write",
    user: "ada",
    matrixId: "matrix-1",
    cols: 4,
    dtype: "float64",
    rowIndex: "none",
    tier: "memory",
    expiresAtMs: Date.now() + 60_000,
  };
}

function defaultTicket(): Omit<ReadTicket, "pieces"> {
  const { user, matrixId, cols, dtype, tier, expiresAtMs } = defaultGrant();
  return { kind: "read", user, matrixId, cols, dtype, tier, expiresAtMs, store: 0, firstRow: 0 };
}

/** Paths of all files below a directory, relative to it. */
export function filesBelow(directory: string): string[] {
  if (!existsSync(directory)) return [];
  const entries = readdirSync(directory, { recursive: true }) as string[];
  return entries.filter((entry) => statSync(join(directory, entry)).isFile());
}

export function within<Value>(promise: Promise<Value>, timeoutMs: number, message: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(message)), timeoutMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Waits until the check holds. */
export async function eventually(check: () => boolean, what: string, timeoutMs = 5_000): Promise<void> {
  for (const deadline = Date.now() + timeoutMs; !check(); ) {
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
