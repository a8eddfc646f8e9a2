import { formatBytes } from "athanor-client";
import type { Command } from "commander";
import { addBridgeOptions, type BridgeFlags, withAthanor } from "./support/bridge.js";
import { print, printJson, table, when } from "./support/output.js";

export function register(program: Command): void {
  const command = program
    .command("matrices")
    .summary("list your matrices")
    .description("Lists your matrices on the bridge.")
    .argument("[prefix]", "only names that start with it");
  addBridgeOptions(command).action(run);
}

async function run(prefix: string | undefined, flags: BridgeFlags): Promise<void> {
  await withAthanor(flags, { embed: false }, async (athanor) => {
    const matrices = await athanor.matrices(prefix);
    if (flags.json) return printJson({ matrices });
    if (matrices.length === 0) return print("no matrices; `athanor put` uploads one");
    const rows = matrices.map(({ name, id, state, rows, cols, dtype, bytes, expiresAt }) => [
      ...[name ?? "-", id, state, `${rows} x ${cols}`, dtype, formatBytes(bytes), when(expiresAt)],
    ]);
    print(table([["NAME", "ID", "STATE", "SHAPE", "TYPE", "SIZE", "EXPIRES"], ...rows]));
  });
}
