import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { constants } from "node:http2";
import {
  AthanorError,
  decodeTimeout,
  encodeStatus,
  type GrpcStatus,
  MessageReader,
  MessageWriter,
  OK_STATUS,
  type StreamLimits,
  statusOf,
} from "athanor-client/wire";

/** How long a caller may go on sending after it was told the outcome. */
const CUT_OFF_MS = 2000;

/**
 * One RPC as the server sees it: the gRPC protocol on one HTTP/2 stream. Owns the stream: `succeed`, `fail` or
 * the caller's leaving end it, exactly once, and `signal` is aborted when the caller leaves first.
 */
export class ServerCall {
  readonly messages: MessageReader;
  readonly signal: AbortSignal;
  readonly peer: string;
  private readonly writer: MessageWriter;
  private readonly controller = new AbortController();
  private readonly replyHeaders: Record<string, string> = {};
  private deadlineTimer: NodeJS.Timeout | null = null;
  private finished = false;

  constructor(
    private readonly stream: ServerHttp2Stream,
    readonly headers: IncomingHttpHeaders,
    limits: StreamLimits,
  ) {
    this.signal = this.controller.signal;
    const socket = stream.session?.socket;
    this.peer = socket?.remoteAddress ? `${socket.remoteAddress}:${socket.remotePort}` : "local";
    this.messages = new MessageReader(stream, limits, () => this.judgeEnd());
    this.writer = new MessageWriter(stream, limits);
    stream.on("close", () => this.closed());
    // Errors of the stream end in `close`; without a listener they would end the process.
    stream.on("error", () => {});
    this.startDeadline(decodeTimeout(headers["grpc-timeout"]));
  }

  /** Adds a response header; counts until the first message is sent. */
  setHeader(name: string, value: string): void {
    this.replyHeaders[name.toLowerCase()] = value;
  }

  /** Sends one message given in pieces, none of them copied; resolves when there is room for the next. */
  async send(pieces: Uint8Array[]): Promise<void> {
    this.signal.throwIfAborted();
    await this.writer.send(pieces, () => {
      if (!this.stream.headersSent) this.stream.respond(this.responseHeaders(), { waitForTrailers: true });
    });
  }

  /** Ends the call with OK. */
  succeed(): void {
    this.finish(OK_STATUS);
  }

  /** Ends the call with the status of a thrown value. */
  fail(thrown: unknown): void {
    this.finish(statusOf(thrown));
  }

  /** Ends the call at once, while its handler still runs. */
  abort(error: AthanorError): void {
    this.messages.fail(error);
    this.controller.abort(error);
    this.fail(error);
  }

  private finish(result: GrpcStatus): void {
    if (this.finished) return;
    this.finished = true;
    if (this.deadlineTimer) clearTimeout(this.deadlineTimer);
    if (this.stream.destroyed || this.stream.closed) return;
    const trailers = encodeStatus(result);
    if (this.stream.headersSent) {
      this.stream.once("wantTrailers", () => this.stream.sendTrailers(trailers));
      this.stream.end();
    } else {
      this.stream.respond({ ...this.responseHeaders(), ...trailers }, { endStream: true });
    }
    this.dropUnreadInput();
  }

  /**
   * What still arrives is thrown away. Clients stop sending when they read the status; one that does not is cut
   * off, but only then: a reset can overtake the status.
   */
  private dropUnreadInput(): void {
    if (this.stream.readableEnded) return;
    void this.messages.return();
    const timer = setTimeout(() => this.stream.close(constants.NGHTTP2_NO_ERROR), CUT_OFF_MS);
    this.stream.once("close", () => clearTimeout(timer));
  }

  private responseHeaders(): Record<string, string | number> {
    const fixed = { ":status": 200, "content-type": "application/grpc", "grpc-accept-encoding": "identity" };
    return { ...fixed, ...this.replyHeaders };
  }

  /** `end` of the request: the caller's own, or that of its connection? */
  private judgeEnd(): AthanorError | null {
    const broken = this.stream.aborted || this.stream.session === undefined || this.stream.session.destroyed;
    return broken && !this.finished ? left() : null;
  }

  private closed(): void {
    if (this.deadlineTimer) clearTimeout(this.deadlineTimer);
    if (this.finished) return;
    this.finished = true;
    this.messages.fail(left());
    this.controller.abort(left());
  }

  private startDeadline(ms: number | null): void {
    if (ms === null) return;
    const passed = () => this.abort(new AthanorError("ATHANOR_DEADLINE", `the caller's deadline of ${ms} ms passed`));
    this.deadlineTimer = setTimeout(passed, ms);
  }
}

function left(): AthanorError {
  return new AthanorError("ATHANOR_INCOMPLETE_STREAM", "the caller left in the middle of the call; nothing was kept");
}
