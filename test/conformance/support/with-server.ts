import { FlightServer, type FlightServerOptions } from "../../../bridge/flight/index.js";
import { ScriptedHandler } from "./scripted-handler.js";

export interface Scene {
  server: FlightServer;
  handler: ScriptedHandler;
}

/** Runs `use` against a server of the scripted scenarios; fails when a call or connection outlives its clients. */
export async function withServer(
  use: (scene: Scene) => Promise<void>,
  options: Partial<FlightServerOptions> = {},
): Promise<void> {
  const handler = new ScriptedHandler();
  const server = await FlightServer.listen(handler, options);
  try {
    await use({ server, handler });
    await until(() => server.activeCalls === 0 && server.connections === 0, "calls and connections are gone");
  } finally {
    await server.close(1000);
  }
}

/** Waits for a condition, at most five seconds. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited 5 s in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
