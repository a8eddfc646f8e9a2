import type { FlightServer } from "../flight/index.js";

const CHECK_EVERY_MS = 500;

/**
 * Gives the memory of past streams back once none runs: the buffers they came in are garbage that V8, which does not
 * count them as its own, would keep until the next stream. A kernel may need that memory now.
 * @param servers whose calls count as work
 */
export function releaseMemoryWhenIdle(servers: readonly FlightServer[]): void {
  let worked = false;
  setInterval(() => {
    const busy = servers.some((server) => server.activeCalls > 0);
    if (busy) worked = true;
    else if (worked) {
      worked = false;
      globalThis.gc?.();
    }
  }, CHECK_EVERY_MS).unref();
}
