import type { ServerHttp2Session } from "node:http2";
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

  /** Takes no more streams; each connection ends with its last one. Resolves when all have. */
  async closeGracefully(): Promise<void> {
    const gone = [...this.open.keys()].map((session) => new Promise((resolve) => session.once("close", resolve)));
    for (const session of this.open.keys()) session.close();
    await Promise.all(gone);
  }

  destroy(): void {
    for (const session of this.open.keys()) session.destroy();
  }
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
