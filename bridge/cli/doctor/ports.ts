import { once } from "node:events";
import { connect, createServer } from "node:net";
import { type Finding, missing, ok } from "./finding.js";

/** A port of 127.0.0.1 can be listened on and reached: what bridge and stores need of the network. */
export async function checkPorts(): Promise<Finding[]> {
  const server = createServer((socket) => socket.destroy());
  try {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect", { signal: AbortSignal.timeout(5_000) });
    socket.destroy();
    return [ok("ports", "127.0.0.1 can be listened on and reached")];
  } catch (error) {
    return [
      missing(
        "ports",
        `127.0.0.1: ${(error as Error).message}`,
        "allow loopback connections (firewall, container network)",
      ),
    ];
  } finally {
    server.close();
  }
}
