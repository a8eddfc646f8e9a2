import type { PutOptions } from "athanor-client";
import { type Command, Option } from "commander";
import { decimal, positive } from "./parse.js";

export const INPUT_HELP = ".npy, Parquet, Arrow IPC (file or stream), CSV, idx or idx.gz file";

export type InputFlags = Pick<PutOptions, "dtype" | "scale" | "parts" | "rowIndex" | "indexColumn" | "missingRows">;

/** Options of commands that read a matrix from a file. */
export function addInputOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--dtype <TYPE>", "store as (default: float32 for float32 files, else float64)").choices([
        "float64",
        "float32",
      ]),
    )
    .option("--scale <FACTOR>", "multiply every entry, such as 1/255", decimal)
    .option("--parts <N>", "number of parts (default: by size)", positive)
    .addOption(new Option("--row-index <KIND>", "what the index column means").choices(["none", "positions", "labels"]))
    .option("--index-column <NAME>", "int64 column with the rows' indices")
    .addOption(new Option("--missing-rows <WAY>", "gaps in positions").choices(["refuse", "zero"]));
}

export function inputOptions(flags: InputFlags): InputFlags {
  const { dtype, scale, parts, rowIndex, indexColumn, missingRows } = flags;
  return { dtype, scale, parts, rowIndex, indexColumn, missingRows };
}
