import { type ClientHttp2Session, type ClientHttp2Stream, constants } from "node:http2";
import { AthanorError } from "./errors.js";
import { encodeTimeout } from "./grpc-timeout.js";
import { MessageReader, type StreamLimits } from "./message-reader.js";
import { MessageWriter } from "./message-writer.js";
import { holdSession } from "./session-hold.js";
import { decodeStatus } from "./status.js";

/** What a caller may say about one call. */
export interface CallOptions {
  /** Ends the call with ATHANOR_DEADLINE. 0: no deadline; a dead connection is still noticed. */
  deadlineMs?: number;
  /** Cancels the call; what it throws is the signal's reason. */
  signal?: AbortSignal;
  /** More request headers. */
  headers?: Record<string, string>;
}

/** One RPC as the client sees it: the gRPC protocol on one HTTP/2 stream. */
export class ClientCall {
  readonly messages: MessageReader;
  private readonly writer: MessageWriter;
  private readonly stream: ClientHttp2Stream;
  private readonly closeListeners: (() => void)[] = [];
  private outcome: AthanorError | null | undefined;
  private cancelled: Error | null = null;
  private heard = false;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    session: ClientHttp2Session,
    private readonly url: string,
    path: string,
    limits: { read: StreamLimits; write: StreamLimits },
    private readonly options: CallOptions,
  ) {
    this.stream = openStream(session, url, path, options);
    this.onClose(holdSession(session));
    this.messages = new MessageReader(this.stream, limits.read, () => this.judgeEnd());
    this.writer = new MessageWriter(this.stream, limits.write);
    this.stream.on("response", (headers) => this.learn(headers));
    this.stream.on("trailers", (headers) => this.learn(headers));
    // Errors of the stream end in `close`; without a listener they would end the process.
    this.stream.on("error", () => {});
    this.stream.on("close", () => this.closed());
    this.watch();
  }

  send(pieces: Uint8Array[]): Promise<void> {
    return this.writer.send(pieces);
  }

  /** No more messages will be sent. */
  endSending(): void {
    if (!this.stream.destroyed) this.stream.end();
  }

  /** Gives the call up: the server is told, and the messages end by throwing `reason`. */
  cancel(reason: Error): void {
    if (this.stream.closed) return;
    this.cancelled = reason;
    this.messages.fail(reason);
    this.stream.close(constants.NGHTTP2_CANCEL);
  }

  /** Calls `listener` once the stream is gone, for whatever reason. */
  onClose(listener: () => void): void {
    if (this.stream.destroyed) listener();
    else this.closeListeners.push(listener);
  }

  private learn(headers: Record<string, unknown>): void {
    this.heard = true;
    const outcome = decodeStatus(headers);
    if (outcome !== undefined) this.outcome = outcome;
    const httpStatus = headers[":status"];
    if (outcome === undefined && httpStatus !== undefined && httpStatus !== 200) {
      this.outcome = new AthanorError(
        "ATHANOR_BRIDGE_UNREACHABLE",
        `${this.url} answered HTTP ${httpStatus}, not gRPC`,
      );
    }
  }

  private judgeEnd(): Error | null {
    if (this.cancelled) return this.cancelled;
    if (this.outcome !== undefined) return this.outcome;
    // Nothing ever came back over plain text: perhaps the other end speaks TLS.
    const hint = this.heard || this.url.startsWith("grpc+tls") ? "" : "; one that serves TLS is reached by grpc+tls://";
    const text = `the connection to ${this.url} was lost in the middle of a call; see whether the bridge still runs${hint}`;
    return new AthanorError("ATHANOR_BRIDGE_UNREACHABLE", text);
  }

  private watch(): void {
    const { deadlineMs, signal } = this.options;
    if (deadlineMs) {
      const passed = () => this.cancel(new AthanorError("ATHANOR_DEADLINE", `no answer within ${deadlineMs} ms`));
      // The server is told the deadline and words the error; this is for a server that hangs.
      this.timer = setTimeout(passed, deadlineMs + 100);
    }
    if (!signal) return;
    const abort = () => this.cancel(asError(signal.reason));
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
    this.onClose(() => signal.removeEventListener("abort", abort));
  }

  private closed(): void {
    if (this.timer) clearTimeout(this.timer);
    for (const listener of this.closeListeners.splice(0)) listener();
  }
}

function openStream(session: ClientHttp2Session, url: string, path: string, options: CallOptions): ClientHttp2Stream {
  try {
    return session.request(requestHeaders(path, options));
  } catch (cause) {
    // Lost between connecting and here: a server that wants another client certificate says so only now.
    const text = `the connection to ${url} was lost (${(cause as Error).message}); check certificates and that the bridge runs`;
    throw new AthanorError("ATHANOR_BRIDGE_UNREACHABLE", text, { cause });
  }
}

function requestHeaders(path: string, options: CallOptions): Record<string, string> {
  const headers: Record<string, string> = {
    ":method": "POST",
    ":path": path,
    te: "trailers",
    "content-type": "application/grpc",
    ...options.headers,
  };
  if (options.deadlineMs) headers["grpc-timeout"] = encodeTimeout(options.deadlineMs);
  return headers;
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new AthanorError("ATHANOR_CLOSED", `cancelled: ${String(reason)}`);
}
