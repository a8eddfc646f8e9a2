import { formatBytes, type MatrixHandle } from "athanor-client";
import type { Command } from "commander";
import { addBridgeOptions, type BridgeFlags, withAthanor } from "./support/bridge.js";
import { print, printJson } from "./support/output.js";
import { rowRange } from "./support/parse.js";
import { saveMatrix } from "./support/save.js";

interface Flags extends BridgeFlags {
  rows?: [number, number];
  out?: string;
}

export function register(program: Command): void {
  const command = program
    .command("get")
    .summary("download a matrix, or some rows of it")
    .description("Writes a matrix to a .npy file, or prints its rows as CSV.")
    .argument("<matrix>", "name or id")
    .option("--rows <FROM:TO>", "only these rows, FROM included, TO not", rowRange)
    .option("--out <FILE>", "a .npy file; without it, rows go to standard output as CSV");
  addBridgeOptions(command).action(run);
}

async function run(name: string, flags: Flags): Promise<void> {
  await withAthanor(flags, { embed: false }, async (athanor, signal) => {
    const matrix = await athanor.open(name);
    const range = flags.rows ?? [0, matrix.shape[0]];
    if (flags.out) {
      await saveMatrix(flags.out, matrix, range, signal);
      const shape = [range[1] - range[0], matrix.cols];
      if (flags.json) return printJson({ file: flags.out, shape, dtype: matrix.dtype });
      return print(
        `${flags.out}: ${shape.join(" x ")} ${matrix.dtype}, ${formatBytes((matrix.nbytes / matrix.shape[0]) * shape[0]!)}`,
      );
    }
    if (flags.json) return printJson(await asJson(matrix, range, signal));
    await printCsv(matrix, range, signal);
  });
}

async function asJson(matrix: MatrixHandle, [from, to]: [number, number], signal: AbortSignal): Promise<object> {
  const block = await matrix.rows(from, to, { signal });
  const indices = block.indices && Array.from(block.indices, Number);
  return { firstRow: from, shape: block.shape, dtype: matrix.dtype, rows: block.toRows(), indices };
}

async function printCsv(matrix: MatrixHandle, [from, to]: [number, number], signal: AbortSignal): Promise<void> {
  for await (const block of matrix.batches({ from, to, signal })) {
    for (let i = 0; i < block.rows; i++) {
      if (process.stdout.write(`${block.row(i).join(",")}\n`)) continue;
      await new Promise((resolve) => process.stdout.once("drain", resolve));
    }
  }
}
