import type { Http2Session } from "node:http2";
import type { Socket } from "node:net";

/**
 * Pings a session every `intervalMs` until it closes, and gives it up when it does not answer until the next ping.
 * @param socket the one under the session, where it is known. A session that was closed waits for its peer to end the
 *   connection too, and one that never does must not hold it for good.
 */
export function keepAlive(session: Http2Session, intervalMs: number, socket: Socket | null = null): void {
  let answered = true;
  const timer = setInterval(() => {
    if (session.destroyed) return void socket?.destroy();
    if (!answered) return session.destroy(new Error("the connection is dead: a ping was not answered"));
    answered = false;
    session.ping((error) => {
      answered = !error;
    });
  }, intervalMs);
  timer.unref();
  session.once("close", () => clearInterval(timer));
}
