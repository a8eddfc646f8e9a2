import type { Http2Session, ServerHttp2Session } from "node:http2";
import { AthanorError } from "athanor-client/wire";
import type { FlightServerOptions } from "./options.js";

/** The open connections of a server: their windows, keepalive and end. */
export class Sessions {
  private readonly open = new Map<ServerHttp2Session, NodeJS.Timeout>();

  constructor(private readonly options: FlightServerOptions) {}

  get size(): number {
    return this.open.size;
  }

  add(session: ServerHttp2Session): void {
    // The stream window goes out with the settings; the connection's own starts at 64 KiB whatever they say.
    session.setLocalWindowSize(this.options.windowBytes);
    session.on("error", () => session.destroy());
    this.open.set(session, keepAlive(session, this.options.keepaliveMs));
    session.once("close", () => {
      clearInterval(this.open.get(session));
      this.open.delete(session);
    });
  }

  /** Takes no more streams; each connection ends with its last one. */
  closeGracefully(): void {
    for (const session of this.open.keys()) session.close();
  }

  destroy(): void {
    for (const session of this.open.keys()) session.destroy();
  }
}

/** Fails loudly when the windows are not what was asked for: with 64 KiB the server is several times slower. */
export function checkWindows(session: Http2Session, windowBytes: number): void {
  const connection = session.state.effectiveLocalWindowSize ?? 0;
  const stream = session.localSettings.initialWindowSize ?? 0;
  if (connection >= windowBytes && stream >= windowBytes) return;
  const text = `HTTP/2 windows are ${stream} (stream) and ${connection} (connection) bytes; ${windowBytes} were set: this Node does not do what was asked`;
  throw new AthanorError("ATHANOR_INTERNAL", text);
}

function keepAlive(session: ServerHttp2Session, intervalMs: number): NodeJS.Timeout {
  let answered = true;
  const timer = setInterval(() => {
    if (!answered || session.destroyed) return void session.destroy();
    answered = false;
    session.ping((error) => {
      answered = !error;
    });
  }, intervalMs);
  return timer.unref();
}
