import type { ServerHttp2Session } from "node:http2";
import { keepAlive } from "athanor-client/wire";
import type { FlightServerOptions } from "./options.js";

/** The open connections of a server: their windows, keepalive and end. */
export class Sessions {
  private readonly open = new Set<ServerHttp2Session>();

  constructor(private readonly options: FlightServerOptions) {}

  get size(): number {
    return this.open.size;
  }

  add(session: ServerHttp2Session): void {
    // The stream window goes out with the settings; the connection's own starts at 64 KiB whatever they say.
    session.setLocalWindowSize(this.options.windowBytes);
    session.on("error", () => session.destroy());
    this.open.add(session);
    session.once("close", () => this.open.delete(session));
    keepAlive(session, this.options.keepaliveMs);
  }

  /** Takes no more streams; each connection ends with its last one. Resolves when all have. */
  async closeGracefully(): Promise<void> {
    const gone = [...this.open].map((session) => new Promise((resolve) => session.once("close", resolve)));
    for (const session of this.open) session.close();
    await Promise.all(gone);
  }

  destroy(): void {
    for (const session of this.open) session.destroy();
  }
}
