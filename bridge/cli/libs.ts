import type { LibraryManifest, ParamManifest, RoutineManifest } from "athanor-client";
import type { Command } from "commander";
import { addBridgeOptions, type BridgeFlags, withAthanor } from "./support/bridge.js";
import { print, printJson, table } from "./support/output.js";
import { type FoundRoutine, findRoutine } from "./support/routines.js";

export function register(program: Command): void {
  const command = program
    .command("libs")
    .summary("libraries and their routines")
    .description("Lists the loaded libraries and their routines, or describes one routine, from their manifests.")
    .argument(
      "[routine]",
      "such as rowwise.truncatedSvd; of a library alone, such as rowwise, the routines are listed",
    );
  addBridgeOptions(command).action(run);
}

async function run(routine: string | undefined, flags: BridgeFlags): Promise<void> {
  await withAthanor(flags, { embed: true }, async (athanor) => {
    const libraries = await athanor.libraries();
    const listed = routine === undefined ? libraries : libraries.filter(({ name }) => name === routine);
    if (routine === undefined || listed.length > 0)
      return flags.json ? printJson({ libraries: listed }) : print(listText(listed));
    const found = findRoutine(libraries, routine);
    if (flags.json) printJson(found.routine);
    else print(routineText(found));
  });
}

function listText(libraries: LibraryManifest[]): string {
  if (libraries.length === 0) return "no libraries are loaded; `athanor doctor` says why";
  const rows = libraries.flatMap(({ name, version, routines }) =>
    routines.map((routine) => [`${name}.${routine.name}`, version, routine.doc]),
  );
  return table([["ROUTINE", "VERSION", ""], ...rows]);
}

function routineText({ name, routine }: FoundRoutine): string {
  const { doc, inputs, params, outputs, accuracy, limits, method } = routine;
  const library = name.split(".")[0];
  const sections = [
    `${name}\n  ${doc}`,
    `Inputs\n${indent(table(inputs.map((input) => [input.name, input.dtypes.join(" | "), ...layout(input), input.doc])))}`,
    `Parameters\n${indent(table(params.map((param) => [param.name, param.type, range(param), param.doc]))) || "  none"}`,
    `Outputs\n${indent(table(outputs.map((output) => [output.name, ...shape(output), output.doc]))) || "  none"}`,
    accuracy ? `Accuracy\n  ${accuracy}` : "",
    `Cost\n${indent(table(cost(routine)))}`,
    limits?.length
      ? `Limits\n${indent(limits.map((limit) => `${limit.expression}: ${limit.message}`).join("\n"))}`
      : "",
    `From the command line\n  athanor run ${name} ${usage(routine)}`,
    `From Node\n  athanor.${library}.${method ?? routine.name}(${positional(routine).join(", ")}, { ... })`,
  ];
  return sections.filter((section) => section !== "").join("\n\n");
}

function layout({ layout, minRows, minCols }: RoutineManifest["inputs"][number]): string[] {
  return [layout === "rows" ? "row parts" : "block-cyclic copy", `at least ${minRows} x ${minCols}`];
}

function shape({ rows, cols, dtype, alignedWith }: RoutineManifest["outputs"][number]): string[] {
  const type = dtype.startsWith("float") ? dtype : `dtype of ${dtype}`;
  return [`${rows} x ${cols}`, type, alignedWith ? `row indices of ${alignedWith}` : ""];
}

function cost({ cost, workspaceBytes, device }: RoutineManifest): string[][] {
  return [
    ["flops", cost?.flops ?? "not stated"],
    ["passes over the data", cost?.passes ?? "not stated"],
    ["bytes on each rank", workspaceBytes.perRank],
    ["bytes over all ranks", workspaceBytes.distributed],
    ["device", device],
  ];
}

function usage({ inputs, params, outputs }: RoutineManifest): string {
  const required = params.filter((param) => param.required);
  return [
    ...inputs.map(({ name }) => `--in ${name}=MATRIX`),
    ...required.map(({ name, type }) => `--param ${name}=${type.toUpperCase()}`),
    ...outputs.slice(0, 1).map(({ name }) => `--out ${name}=NAME`),
  ].join(" ");
}

function positional({ inputs, params }: RoutineManifest): string[] {
  return [...inputs, ...params.filter(({ required }) => required)].map(({ name }) => name);
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
  return text === "" ? "" : text.replace(/^/gm, "  ");
}
