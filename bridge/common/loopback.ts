import { isIP } from "node:net";

/** Whether an address to listen on can only be reached from this machine. Unknown names count as routable. */
export function isLoopback(host: string): boolean {
  if (host === "localhost" || host === "::1") return true;
  return isIP(host) === 4 && host.startsWith("127.");
}
