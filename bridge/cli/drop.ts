import type { Command } from "commander";
import { addBridgeOptions, type BridgeFlags, withAthanor } from "./support/bridge.js";
import { print, printJson } from "./support/output.js";

export function register(program: Command): void {
  const command = program
    .command("drop")
    .summary("free matrices")
    .description("Drops matrices and frees their space at once.")
    .argument("<matrices...>", "names or ids");
  addBridgeOptions(command).action(run);
}

async function run(names: string[], flags: BridgeFlags): Promise<void> {
  await withAthanor(flags, { embed: false }, async (athanor) => {
    for (const name of names) await athanor.drop(name);
    if (flags.json) return printJson({ dropped: names });
    print(`dropped ${names.join(", ")}`);
  });
}
