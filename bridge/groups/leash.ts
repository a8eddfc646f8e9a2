import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { Server, ServerCredentials, type ServerDuplexStream, status } from "@grpc/grpc-js";
import { AthanorError, type FromChild, type Hello, LeashService, type ToChild } from "athanor-client/wire";
import type { Logger } from "pino";
import { LeashSession } from "./leash-session.js";

export interface LeashServerOptions {
  /** In the run directory, which only this user may enter. */
  socketPath: string;
  log: Logger;
  helloDeadlineMs?: number;
  /** A child that says nothing for this long counts as hung. */
  silenceMs?: number;
}

/** A launch whose children may come: `count` of them from index `firstIndex` on, each index once. */
export interface ExpectedLaunch {
  kind: "store" | "rank";
  count: number;
  firstIndex: number;
  onSession(session: LeashSession): void;
}

interface Expected extends ExpectedLaunch {
  tokenHash: Buffer;
  seen: Set<number>;
}

type Stream = ServerDuplexStream<FromChild, ToChild>;

/** `sun_path` of a unix socket address, less its closing zero byte. */
const maxSocketPath = 107;
const hashOf = (text: string): Buffer => createHash("sha256").update(text).digest();

/** The bridge's end of all leashes: lets in only children of launches it expects, by their launch's token. */
export class LeashServer {
  readonly target: string;
  readonly #options: Required<LeashServerOptions>;
  readonly #server: Server;
  readonly #expected = new Set<Expected>();
  readonly #sessions = new Set<LeashSession>();

  private constructor(options: LeashServerOptions) {
    this.#options = { helloDeadlineMs: 5_000, silenceMs: 15_000, ...options };
    this.target = `unix:${options.socketPath}`;
    this.#server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
    this.#server.addService(LeashService, { hold: (stream: Stream) => this.#hold(stream) });
  }

  static async start(options: LeashServerOptions): Promise<LeashServer> {
    const length = Buffer.byteLength(options.socketPath);
    if (length > maxSocketPath) {
      throw new AthanorError(
        "ATHANOR_BAD_CONFIG",
        `the leash socket ${options.socketPath} has ${length} bytes; a unix socket path has at most ${maxSocketPath}; use a shorter run directory`,
      );
    }
    const leash = new LeashServer(options);
    await new Promise<void>((resolve, reject) => {
      leash.#server.bindAsync(leash.target, ServerCredentials.createInsecure(), (error) =>
        error === null ? resolve() : reject(AthanorError.from(error)),
      );
    });
    return leash;
  }

  /** Opens the door for one launch; `close` shuts it for those who have not come yet. */
  expect(launch: ExpectedLaunch): { token: string; close: () => void } {
    const token = randomBytes(32).toString("base64url");
    const expected: Expected = { ...launch, tokenHash: hashOf(token), seen: new Set() };
    this.#expected.add(expected);
    return { token, close: () => this.#expected.delete(expected) };
  }

  async close(): Promise<void> {
    this.#expected.clear();
    for (const session of this.#sessions) session.break("the bridge closes");
    this.#server.forceShutdown();
  }

  #hold(stream: Stream): void {
    const state: { session: LeashSession | null } = { session: null };
    const deadline = setTimeout(
      () => refuse(stream, status.DEADLINE_EXCEEDED, "no hello in time"),
      this.#options.helloDeadlineMs,
    );
    const end = (cause: string): void => {
      clearTimeout(deadline);
      if (state.session === null) return;
      this.#sessions.delete(state.session);
      state.session.break(cause);
    };
    stream.on("data", ({ body }: FromChild) => {
      if (body === undefined) return;
      if (state.session !== null) return state.session.receive(body);
      clearTimeout(deadline);
      state.session = body.$case === "hello" ? this.#admit(stream, body.value) : null;
      if (state.session === null) refuse(stream, status.PERMISSION_DENIED, "this launch is not expected");
    });
    stream.on("end", () => {
      end("the child closed its leash");
      stream.end();
    });
    stream.on("cancelled", () => end("the child's connection broke"));
    stream.on("error", (error: Error) => end(error.message));
    stream.on("close", () => end("the child's connection closed"));
  }

  #admit(stream: Stream, hello: Hello): LeashSession | null {
    const launch = this.#find(hello.launchToken);
    const fits =
      launch !== null &&
      hello.kind === launch.kind &&
      hello.index >= launch.firstIndex &&
      hello.index < launch.firstIndex + launch.count &&
      !launch.seen.has(hello.index);
    if (!fits) {
      this.#options.log.warn({ kind: hello.kind, index: hello.index, pid: hello.pid }, "refused a leash");
      return null;
    }
    launch.seen.add(hello.index);
    const session = new LeashSession(hello, stream, this.#options.silenceMs);
    this.#sessions.add(session);
    session.send({ $case: "welcome", value: {} });
    launch.onSession(session);
    return session;
  }

  /** Compares with every launch, in constant time each. */
  #find(token: string): Expected | null {
    const hash = hashOf(token);
    let found: Expected | null = null;
    for (const launch of this.#expected) if (timingSafeEqual(launch.tokenHash, hash)) found = launch;
    return found;
  }
}

function refuse(stream: Stream, code: status, details: string): void {
  stream.emit("error", { code, details });
}
