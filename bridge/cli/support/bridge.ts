import { type Athanor, AthanorError, createConnect, type DataPathMode, type Embedder } from "athanor-client";
import { type Command, Option } from "commander";
import { startEmbedded } from "../../embed.js";
import { untilInterrupted } from "./interrupt.js";

/** Options that every command with a bridge has. */
export interface BridgeFlags {
  bridge?: string;
  token?: string;
  ca?: string;
  dataPath?: DataPathMode;
  json?: boolean;
}

export function addBridgeOptions(command: Command): Command {
  return command
    .option("--bridge <URL>", "address of the bridge, such as grpc://host:port (default: see `athanor --help`)")
    .option("--token <TOKEN>", "its token (default: $ATHANOR_TOKEN; a token on the command line can be seen by others)")
    .option("--ca <FILE>", "certificate authority of a grpc+tls:// bridge, PEM")
    .addOption(new Option("--data-path <WAY>", "how matrices travel").choices(["auto", "direct", "bridge"]))
    .option("--json", "print one JSON object instead of text");
}

/**
 * Runs `body` with a connection and a signal that Ctrl-C aborts; closes it afterwards, whatever happened.
 * @param embed start a bridge of one's own where none is found
 */
export function withAthanor(
  flags: BridgeFlags,
  { embed }: { embed: boolean },
  body: (athanor: Athanor, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  return untilInterrupted(async (signal) => {
    const { connect } = createConnect({ embed: embed ? () => startEmbedded() : noBridge });
    const options = { token: flags.token, tls: flags.ca ? { ca: flags.ca } : undefined, dataPath: flags.dataPath };
    const athanor = await connect(flags.bridge, options);
    try {
      await body(athanor, signal);
    } finally {
      await athanor.close();
    }
  });
}

const noBridge: Embedder = async () => {
  throw new AthanorError(
    "ATHANOR_NO_BRIDGE",
    "no bridge of this user runs; start one with `athanor serve`, or give --bridge URL (or $ATHANOR_URL)",
  );
};
