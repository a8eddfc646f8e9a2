import { type ClientHttp2Session, connect, type SecureClientSessionOptions } from "node:http2";
import { connect as connectSocket } from "node:net";
import { AthanorError } from "./errors.js";
import { keepAlive } from "./keepalive.js";

/** How a channel reaches its service. */
export interface ConnectionOptions {
  /** Trust and identity for grpc+tls; PEM texts. Left out: the system's certificate authorities. */
  tls?: { ca?: string | Buffer; cert?: string | Buffer; key?: string | Buffer; serverName?: string };
  /** How long connecting may take. Default 10 s. */
  connectTimeoutMs?: number;
  /** The connection is pinged this often, and given up when it does not answer until the next. Default 30 s. */
  keepaliveMs?: number;
  /** HTTP/2 receive window of each stream and of the connection. Default 8 MiB. */
  windowBytes?: number;
}

/** MiB of HTTP/2 state per connection; Node's default of 10 refuses streams while a few batches are queued. */
const MAX_SESSION_MEMORY_MIB = 4096;
const DEFAULTS = { connectTimeoutMs: 10_000, keepaliveMs: 30_000, windowBytes: 8 * 1024 * 1024 };

/** One HTTP/2 connection to a Flight service, made when first needed and again after it was lost. */
export class Connection {
  private current: Promise<ClientHttp2Session> | null = null;
  private closed = false;

  /** @param url grpc://, grpc+tcp://, grpc+tls:// with host and port, or unix:/path */
  constructor(
    readonly url: string,
    private readonly options: ConnectionOptions = {},
  ) {
    parseUrl(url, options);
  }

  /** @throws AthanorError ATHANOR_BRIDGE_UNREACHABLE, or ATHANOR_CLOSED after close */
  session(): Promise<ClientHttp2Session> {
    if (this.closed) return Promise.reject(new AthanorError("ATHANOR_CLOSED", `the channel to ${this.url} is closed`));
    this.current ??= this.open();
    return this.current;
  }

  /** Ends the connection; with `force` the calls that run fail, else they may end first. */
  async close(force: boolean): Promise<void> {
    this.closed = true;
    const session = await this.current?.catch(() => null);
    if (!session || session.destroyed) return;
    const gone = new Promise<void>((resolve) => session.once("close", () => resolve()));
    if (force) session.destroy();
    else session.close();
    await gone;
  }

  private open(): Promise<ClientHttp2Session> {
    const { connectTimeoutMs, keepaliveMs, windowBytes } = { ...DEFAULTS, ...this.options };
    const { authority, options } = parseUrl(this.url, this.options);
    const settings = { initialWindowSize: windowBytes, enablePush: false };
    const session = connect(authority, { ...options, settings, maxSessionMemory: MAX_SESSION_MEMORY_MIB });
    const opening = this.opened(session, connectTimeoutMs, windowBytes, keepaliveMs);
    const forget = () => {
      // One that was told to go away closes when the next one is in use already.
      if (this.current === opening) this.current = null;
    };
    session.once("close", forget).once("goaway", forget);
    return opening;
  }

  private opened(
    session: ClientHttp2Session,
    connectTimeoutMs: number,
    windowBytes: number,
    keepaliveMs: number,
  ): Promise<ClientHttp2Session> {
    return new Promise((resolve, reject) => {
      let cause: Error | undefined;
      const timer = setTimeout(() => session.destroy(new Error("timed out")), connectTimeoutMs);
      session.on("error", (error) => {
        cause = error;
      });
      session.once("close", () => {
        clearTimeout(timer);
        const text = `${this.url} does not answer (${cause?.message ?? "closed"}); check the address and that the bridge runs`;
        reject(new AthanorError("ATHANOR_BRIDGE_UNREACHABLE", text, { cause }));
      });
      session.once("connect", (_session, socket) => {
        clearTimeout(timer);
        session.setLocalWindowSize(windowBytes);
        session.unref(); // Calls hold it (session-hold.ts).
        keepAlive(session, keepaliveMs, socket);
        resolve(session);
      });
    });
  }
}

function parseUrl(
  url: string,
  connection: ConnectionOptions,
): { authority: string; options: SecureClientSessionOptions } {
  const unix = /^(?:grpc\+)?unix:(?:\/\/)?(\/.*)$/.exec(url);
  if (unix) return { authority: "http://localhost", options: { createConnection: () => connectSocket(unix[1]!) } };
  const match = /^grpc(\+tcp|\+tls)?:\/\/([^/]+:\d+)\/?$/.exec(url);
  if (!match) {
    const text = `${url} is not a bridge address; write grpc://host:port, grpc+tls://host:port or unix:/path`;
    throw new AthanorError("ATHANOR_INVALID_ARGUMENT", text);
  }
  if (match[1] !== "+tls") return { authority: `http://${match[2]}`, options: {} };
  const { ca, cert, key, serverName } = connection.tls ?? {};
  return { authority: `https://${match[2]}`, options: { ca, cert, key, servername: serverName } };
}
