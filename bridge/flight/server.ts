import {
  createSecureServer,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import { AthanorError } from "athanor-client/wire";
import { ServerCall } from "./call.js";
import { dispatch } from "./dispatch.js";
import type { FlightHandler } from "./handler.js";
import { DEFAULT_OPTIONS, type FlightServerOptions } from "./options.js";
import { Sessions } from "./sessions.js";

/** MiB of HTTP/2 state per connection; Node's default of 10 refuses streams while a few batches are queued. */
const MAX_SESSION_MEMORY_MIB = 4096;

const MAX_FRAME_BYTES = 1024 * 1024;

/**
 * An Arrow Flight server over a FlightHandler: gRPC on node:http2.
 * @example
 * const server = await FlightServer.listen(handler, { port: 0 });
 * console.log(server.uri); // grpc+tcp://127.0.0.1:40123
 * await server.close();
 */
export class FlightServer {
  private readonly http: Http2Server;
  private readonly sessions: Sessions;
  private readonly calls = new Set<ServerCall>();
  /** Connections under the sessions: one that never finished its TLS handshake is no session, and still open. */
  private readonly sockets = new Set<Socket>();
  private boundPort = 0;
  private closing: Promise<void> | null = null;

  private constructor(
    private readonly handler: FlightHandler,
    private readonly options: FlightServerOptions,
  ) {
    this.sessions = new Sessions(options);
    this.http = createHttp(options);
    this.http.on("connection", (socket: Socket) => {
      this.sockets.add(socket);
      socket.once("close", () => this.sockets.delete(socket));
    });
    this.http.on("session", (session) => this.sessions.add(session));
    this.http.on("stream", (stream, headers) => this.serve(stream, headers));
    // Garbage on the port, a failed TLS handshake: that connection ends, nothing else does.
    this.http.on("sessionError", () => {});
    this.http.on("clientError", (_error, socket) => socket.destroy());
    this.http.on("tlsClientError", () => {});
  }

  /** Starts listening. @throws AthanorError ATHANOR_BAD_CONFIG when the address cannot be listened on */
  static async listen(handler: FlightHandler, options: Partial<FlightServerOptions> = {}): Promise<FlightServer> {
    const server = new FlightServer(handler, { ...DEFAULT_OPTIONS, ...options });
    await server.start();
    return server;
  }

  /** The port it listens on (also after closing). */
  get port(): number {
    return this.boundPort;
  }

  /** Where it listens, as a Flight location. */
  get uri(): string {
    if (this.options.socketPath !== null) return `unix:${this.options.socketPath}`;
    const host = this.options.host.includes(":") ? `[${this.options.host}]` : this.options.host;
    return `${this.options.tls ? "grpc+tls" : "grpc+tcp"}://${host}:${this.port}`;
  }

  /** Calls that are being served. */
  get activeCalls(): number {
    return this.calls.size;
  }

  /** Open connections. */
  get connections(): number {
    return this.sessions.size;
  }

  /** Takes no new calls, lets those that run end within `graceMs`, aborts the rest (ATHANOR_DRAINING). */
  close(graceMs = 5000): Promise<void> {
    this.closing ??= this.shutDown(graceMs);
    return this.closing;
  }

  private start(): Promise<void> {
    const { host, port, socketPath } = this.options;
    const where = socketPath === null ? { host, port } : { path: socketPath };
    return new Promise((resolve, reject) => {
      this.http.once("error", (cause) => {
        const text = `cannot listen on ${socketPath ?? `${host}:${port}`}: ${cause.message}; choose another address or port`;
        reject(new AthanorError("ATHANOR_BAD_CONFIG", text, { cause }));
      });
      this.http.listen(where, () => {
        this.http.removeAllListeners("error");
        this.http.on("error", () => {});
        this.boundPort = (this.http.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  private serve(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const call = new ServerCall(stream, headers, this.options);
    this.calls.add(call);
    stream.once("close", () => this.calls.delete(call));
    if (this.closing) call.fail(new AthanorError("ATHANOR_DRAINING", "the server is shutting down"));
    else void dispatch(call, this.handler);
  }

  private async shutDown(graceMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => this.http.close(() => resolve()));
    const deadline = setTimeout(() => this.abortCalls(), graceMs);
    await Promise.all([closed, this.sessions.closeGracefully()]);
    clearTimeout(deadline);
  }

  private abortCalls(): void {
    for (const call of this.calls) call.abort(new AthanorError("ATHANOR_DRAINING", "the server has shut down"));
    // The statuses just written still have to leave.
    setTimeout(() => {
      this.sessions.destroy();
      for (const socket of this.sockets) socket.destroy();
    }, 100);
  }
}

function createHttp(options: FlightServerOptions): Http2Server {
  const shared = {
    maxSessionMemory: MAX_SESSION_MEMORY_MIB,
    settings: {
      initialWindowSize: options.windowBytes,
      // Larger frames than the default 16 KiB: fewer callbacks per batch.
      maxFrameSize: MAX_FRAME_BYTES,
      maxConcurrentStreams: options.maxConcurrentStreams,
      enablePush: false,
    },
  };
  if (!options.tls) return createServer(shared);
  const { cert, key, clientCa } = options.tls;
  const mutual = clientCa ? { ca: clientCa, requestCert: true, rejectUnauthorized: true } : {};
  return createSecureServer({ ...shared, cert, key, ...mutual }) as unknown as Http2Server;
}
