import type { ClientHttp2Session } from "node:http2";

/** Running calls per session. An idle connection does not keep its process alive, a running call does. */
const running = new WeakMap<ClientHttp2Session, number>();

/** @returns the release, to be called once */
export function holdSession(session: ClientHttp2Session): () => void {
  running.set(session, (running.get(session) ?? 0) + 1);
  session.ref();
  return () => {
    const left = running.get(session)! - 1;
    running.set(session, left);
    if (left === 0 && !session.destroyed) session.unref();
  };
}
