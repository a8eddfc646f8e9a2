import { formatBytes } from "athanor-client";
import { type Command, Option } from "commander";
import { addBridgeOptions, type BridgeFlags, withAthanor } from "./support/bridge.js";
import { addInputOptions, INPUT_HELP, type InputFlags, inputOptions } from "./support/input-options.js";
import { duration, print, printJson } from "./support/output.js";
import { ttl } from "./support/parse.js";
import { ProgressBars } from "./support/progress.js";

interface Flags extends BridgeFlags, InputFlags {
  name: string;
  ifExists?: "error" | "replace" | "reuse";
  ttl?: number | null;
}

export function register(program: Command): void {
  const command = program
    .command("put")
    .summary("upload a matrix")
    .description("Uploads a matrix to the bridge and keeps it there under a name.")
    .argument("<input>", INPUT_HELP)
    .requiredOption("--name <NAME>", "name of the matrix")
    .addOption(
      new Option("--if-exists <WAY>", "when the name is taken by other content").choices(["error", "replace", "reuse"]),
    )
    .option("--ttl <HOURS>", "how long it is kept after its last use; 0: for ever (default: the bridge's)", ttl);
  addInputOptions(addBridgeOptions(command)).action(run);
}

async function run(input: string, flags: Flags): Promise<void> {
  await withAthanor(flags, { embed: false }, async (athanor, signal) => {
    const bars = new ProgressBars();
    const { name, ifExists, ttl: ttlMs } = flags;
    try {
      const options = { ...inputOptions(flags), name, ifExists, ttlMs, signal, onProgress: bars.show };
      const matrix = await athanor.put(input, options);
      bars.stop();
      const timings = matrix.uploadTimings!;
      if (flags.json) return printJson({ ...(await matrix.info()), timings });
      const took = timings.uploadMs + timings.sealMs;
      print(
        `${name}: ${matrix.shape[0]} x ${matrix.cols} ${matrix.dtype}, ${formatBytes(matrix.nbytes)} in ${duration(took)}`,
      );
    } finally {
      bars.stop();
    }
  });
}
