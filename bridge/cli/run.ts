import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { type Athanor, AthanorError, type MatrixHandle, type RunResult } from "athanor-client";
import { type Command, Option } from "commander";
import { addBridgeOptions, type BridgeFlags, withAthanor } from "./support/bridge.js";
import { addInputOptions, INPUT_HELP, type InputFlags, inputOptions } from "./support/input-options.js";
import { print, printJson } from "./support/output.js";
import { pair, ttl } from "./support/parse.js";
import { ProgressBars } from "./support/progress.js";
import { findRoutine, typedParams } from "./support/routines.js";
import { runText, type ShownOutput } from "./support/run-text.js";
import { checkDirectory, saveMatrix } from "./support/save.js";

/** Outputs that are neither kept nor saved are printed up to this size; larger ones are no use on a terminal. */
const MAX_PRINTED_ENTRIES = 100;

interface Flags extends BridgeFlags, InputFlags {
  in?: Record<string, string>;
  param?: Record<string, string>;
  out?: Record<string, string>;
  save?: Record<string, string>;
  ifExists?: "error" | "replace" | "reuse";
  ttl?: number | null;
}

export function register(program: Command): void {
  const command = program
    .command("run")
    .summary("run any routine of any library")
    .description("Runs a routine; `athanor libs ROUTINE` describes its inputs, parameters and outputs.")
    .argument("<routine>", "LIBRARY.ROUTINE, such as rowwise.truncatedSvd")
    .option("--in <INPUT=MATRIX>", `name or id of a matrix on the bridge, else a ${INPUT_HELP}`, pair)
    .option("--param <NAME=VALUE>", "a parameter", pair)
    .option("--out <OUTPUT=NAME>", "keep an output on the bridge under this name", pair)
    .option("--save <OUTPUT=FILE>", "write an output to this .npy file", pair)
    .addOption(new Option("--if-exists <WAY>", "when an output's name is taken").choices(["error", "replace", "reuse"]))
    .option(
      "--ttl <HOURS>",
      "how long outputs are kept after their last use; 0: for ever (default: the bridge's)",
      ttl,
    );
  addInputOptions(addBridgeOptions(command)).action(run);
}

async function run(wanted: string, flags: Flags): Promise<void> {
  const { in: inputs = {}, param = {}, out = {}, save = {} } = flags;
  for (const file of Object.values(save)) await checkDirectory(dirname(file));
  // What is to stay needs a bridge that stays.
  await withAthanor(flags, { embed: Object.keys(out).length === 0 }, async (athanor, signal) => {
    const found = findRoutine(await athanor.libraries(), wanted);
    const params = typedParams(found, { inputs, params: param, outputs: { ...out, ...save } });
    const bars = new ProgressBars();
    try {
      const handles = await openInputs(athanor, inputs, flags, signal, bars);
      const { ifExists, ttl: ttlMs } = flags;
      const options = { inputs: handles, params, outputs: out, ifExists, ttlMs, signal, onProgress: bars.show };
      const done = await athanor.run(found.name, options);
      const outputs = await collect(done, save, signal);
      bars.stop();
      show(flags, found.name, handles, done, outputs);
    } finally {
      bars.stop();
    }
  });
}

async function openInputs(
  athanor: Athanor,
  inputs: Record<string, string>,
  flags: Flags,
  signal: AbortSignal,
  bars: ProgressBars,
): Promise<Record<string, MatrixHandle>> {
  const handles: Record<string, MatrixHandle> = {};
  const opened = new Map<string, MatrixHandle>();
  for (const [role, text] of Object.entries(inputs)) {
    const handle =
      opened.get(text) ??
      (await stored(athanor, role, text)) ??
      (await athanor.put(text, { ...inputOptions(flags), signal, onProgress: bars.show }));
    opened.set(text, handle);
    handles[role] = handle;
  }
  return handles;
}

/** The matrix of this name; null where it is a file. A name wins over a file; ./FILE is always a file. */
async function stored(athanor: Athanor, role: string, text: string): Promise<MatrixHandle | null> {
  if (/^\.{0,2}\//.test(text)) return null;
  try {
    return await athanor.open(text);
  } catch (error) {
    if (!(error instanceof AthanorError) || error.code !== "ATHANOR_MATRIX_NOT_FOUND") throw error;
    if (existsSync(text)) return null;
    const problem = `--in ${role}=${text}: there is neither a matrix of this name on the bridge nor a file; \`athanor matrices\` lists what is there`;
    throw new AthanorError("ATHANOR_MATRIX_NOT_FOUND", problem, { cause: error });
  }
}

async function collect(done: RunResult, save: Record<string, string>, signal: AbortSignal): Promise<ShownOutput[]> {
  const shown: ShownOutput[] = [];
  for (const [role, matrix] of Object.entries(done.outputs)) {
    const file = save[role];
    if (file) await saveMatrix(file, matrix, [0, matrix.shape[0]], signal);
    const lost = matrix.name === null && !file;
    const small = matrix.shape[0] * matrix.cols <= MAX_PRINTED_ENTRIES;
    const values = lost && small ? (await matrix.head(matrix.shape[0], { signal })).toRows() : undefined;
    shown.push({ role, name: matrix.name, shape: matrix.shape, dtype: matrix.dtype, file, values });
  }
  return shown;
}

function show(
  { json }: Flags,
  routine: string,
  inputs: Record<string, MatrixHandle>,
  { result, timings, jobId }: RunResult,
  outputs: ShownOutput[],
): void {
  const warnings = Array.isArray(result.warnings) ? result.warnings.map(String) : [];
  for (const warning of warnings) process.emitWarning(warning, { type: "AthanorWarning" });
  const byRole = Object.fromEntries(outputs.map(({ role, ...output }) => [role, output]));
  if (json) printJson({ routine, outputs: byRole, scalars: result, timings, jobId });
  else print(runText({ routine, inputs, outputs, scalars: result, timings, jobId }));
}
