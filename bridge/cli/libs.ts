import { AthanorError, type LibraryManifest, type ParamManifest, type RoutineManifest } from "athanor-client";
import type { Command } from "commander";
import { addBridgeOptions, type BridgeFlags, withAthanor } from "./support/bridge.js";
import { print, printJson, table } from "./support/output.js";

export function register(program: Command): void {
  const command = program
    .command("libs")
    .summary("libraries and their routines")
    .description("Lists the loaded libraries and their routines, or describes one routine, from their manifests.")
    .argument("[routine]", "such as rowwise.truncatedSvd");
  addBridgeOptions(command).action(run);
}

async function run(routine: string | undefined, flags: BridgeFlags): Promise<void> {
  await withAthanor(flags, { embed: true }, async (athanor) => {
    const libraries = await athanor.libraries();
    if (routine === undefined) return flags.json ? printJson({ libraries }) : print(listText(libraries));
    const found = find(libraries, routine);
    if (flags.json) printJson(found);
    else print(routineText(routine, found));
  });
}

function find(libraries: LibraryManifest[], name: string): RoutineManifest {
  for (const library of libraries) {
    for (const routine of library.routines) if (`${library.name}.${routine.name}` === name) return routine;
  }
  const known = libraries.flatMap((library) => library.routines.map((routine) => `${library.name}.${routine.name}`));
  throw new AthanorError(
    "ATHANOR_UNKNOWN_ROUTINE",
    `no library offers ${name}; there are ${known.join(", ") || "none"}`,
  );
}

function listText(libraries: LibraryManifest[]): string {
  if (libraries.length === 0) return "no libraries are loaded; `athanor doctor` says why";
  const rows = libraries.flatMap(({ name, version, routines }) =>
    routines.map((routine) => [`${name}.${routine.name}`, version, routine.doc]),
  );
  return table([["ROUTINE", "VERSION", ""], ...rows]);
}

function routineText(name: string, routine: RoutineManifest): string {
  const { doc, inputs, params, outputs, accuracy, cost } = routine;
  const sections = [
    `${name}\n  ${doc}`,
    `Inputs\n${indent(table(inputs.map((input) => [input.name, input.dtypes.join(" | "), input.doc])))}`,
    `Parameters\n${indent(table(params.map((param) => [param.name, param.type, range(param), param.doc])))}`,
    `Outputs\n${indent(table(outputs.map((output) => [output.name, `${output.rows} x ${output.cols}`, output.doc])))}`,
  ];
  if (accuracy) sections.push(`Accuracy\n  ${accuracy}`);
  if (cost) sections.push(`Cost\n  ${cost.flops} flops; passes: ${cost.passes}`);
  return sections.join("\n\n");
}

function range({ required, default: fallback, min, max, enum: choices }: ParamManifest): string {
  const limits = [min === undefined ? "" : `>= ${min}`, max === undefined ? "" : `<= ${max}`].filter(
    (limit) => limit !== "",
  );
  const value =
    typeof fallback === "object"
      ? Object.entries(fallback)
          .map(([dtype, each]) => `${each} (${dtype})`)
          .join(", ")
      : fallback;
  const start = required ? "required" : `default ${value}`;
  return [start, ...limits, ...(choices ? [choices.join(" | ")] : [])].join("; ");
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}
