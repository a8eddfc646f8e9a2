import { once } from "node:events";
import { createInterface } from "node:readline";
import { AthanorError } from "athanor-client/wire";
import { Bridge } from "./bridge.js";
import { type ConfigInput, loadConfig, parseConfig, readConfigFile } from "./common/config-load.js";
import { createLog } from "./common/log.js";

const STDIN_DEADLINE_MS = 10_000;

export interface ServeOptions {
  /** null: the default place; not used when embedded. */
  stateDir: string | null;
  embedded: boolean;
  /** One JSON line on stdout instead of text. */
  json: boolean;
  /** "-": one line of JSON on standard input. */
  configFile: string | null;
  settings: ConfigInput;
}

/**
 * Runs a bridge until SIGTERM, SIGINT or, embedded, the end of standard input. The first signal drains (running jobs
 * may finish within drainTimeoutMs), a second one ends it at once.
 */
export async function serve(options: ServeOptions): Promise<void> {
  const file = await settingsOf(options.configFile);
  const own: ConfigInput = { ...(options.stateDir ? { stateDir: options.stateDir } : {}), embedded: options.embedded };
  const config = loadConfig(file, options.settings, own);
  const log = createLog(config.logLevel, { process: "bridge" });
  const end = endRequests(options.embedded);
  const givenUp = new AbortController();
  const starting = Bridge.start(config, log, givenUp.signal);
  const bridge = await Promise.race([starting, end.requested.then(() => null)]);
  if (bridge === null) {
    // Stopped while starting. What had started is stopped in order, so that nothing of it stays.
    givenUp.abort();
    const started = await starting.catch((error) => log.info({ error: String(error) }, "stopped while starting"));
    await started?.stop({ drain: false });
    return;
  }
  announce(bridge, options);
  const orderly = await end.requested;
  log.info({ drain: orderly.drain }, "stopping");
  const hurry = end.again.then(() => bridge.stop({ drain: false }));
  await Promise.race([bridge.stop({ drain: orderly.drain }), hurry]);
}

async function settingsOf(configFile: string | null): Promise<ConfigInput> {
  if (configFile === null) return {};
  return configFile === "-" ? parseConfig(await firstLineOfStdin(), "standard input") : readConfigFile(configFile);
}

/** Only the first line: the rest of an embedded bridge's standard input is its parent's life. */
async function firstLineOfStdin(): Promise<string> {
  const lines = createInterface({ input: process.stdin });
  const tooLate = AbortSignal.timeout(STDIN_DEADLINE_MS);
  try {
    const [line] = await Promise.race([
      once(lines, "line", { signal: tooLate }),
      once(lines, "close").then(() => [""]),
    ]);
    return line as string;
  } catch (cause) {
    const text = `no settings came on standard input within ${STDIN_DEADLINE_MS} ms`;
    throw new AthanorError("ATHANOR_BAD_CONFIG", text, { cause });
  } finally {
    lines.close();
  }
}

function announce(bridge: Bridge, options: ServeOptions): void {
  const { url, config } = bridge;
  const token = config.users[0]!.token;
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ url, token })}\n`);
    return;
  }
  const users = config.users.map((user) => user.name).join(", ");
  process.stdout.write(
    `Athanor serves ${url} (users: ${users}; state in ${config.stateDir})\n` +
      `Clients on this machine find it by themselves. Others: ATHANOR_URL=${url} and ATHANOR_TOKEN from ${config.stateDir}/bridge.json\n` +
      "Ctrl-C drains and stops it.\n",
  );
}

interface EndRequests {
  requested: Promise<{ drain: boolean }>;
  again: Promise<void>;
}

/** The ways to ask for the end: signals, and the end of standard input for an embedded bridge, whose parent is gone then. */
function endRequests(embedded: boolean): EndRequests {
  let first!: (how: { drain: boolean }) => void;
  let second!: () => void;
  let count = 0;
  const requested = new Promise<{ drain: boolean }>((resolve) => {
    first = resolve;
  });
  const again = new Promise<void>((resolve) => {
    second = resolve;
  });
  const ask = (drain: boolean) => {
    count += 1;
    if (count === 1) first({ drain });
    else second();
  };
  process.on("SIGTERM", () => ask(!embedded));
  process.on("SIGHUP", () => ask(!embedded));
  if (embedded) {
    // Ctrl-C in a terminal goes to the whole process group; the parent decides what it means.
    process.on("SIGINT", () => {});
    process.stdin.resume();
    process.stdin.once("end", () => ask(false)).once("error", () => ask(false));
    if (process.stdin.readableEnded) ask(false);
  } else {
    process.on("SIGINT", () => ask(true));
  }
  process.stdout.on("error", () => {});
  return { requested, again };
}
