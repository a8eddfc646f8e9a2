import { comment, inputDoc, outputDoc, paramDoc, routineDoc } from "./comments.mjs";
import { checkNames, HAND_WRITTEN, methodOf, pascal, RESERVED_METHODS } from "./names.mjs";

/** @typedef {import("../../client/node/src/wire/actions.js").LibraryManifest} LibraryManifest */
/** @typedef {import("../../client/node/src/wire/actions.js").RoutineManifest} RoutineManifest */
/** @typedef {import("../../client/node/src/wire/actions.js").ParamManifest} ParamManifest */

const HEAD =
  "// Written by `npm run generate:routines` from the manifests of the libraries; do not edit.\n" +
  "// Long because it has a method for each routine.";

/**
 * The typed methods of one library. @returns source text, not formatted
 * @param {LibraryManifest} library
 */
export function renderLibrary(library) {
  for (const routine of library.routines) checkNames(library.name, routine);
  const generic = library.routines.filter((routine) => !handWritten(library, routine));
  const body = [
    ...library.routines.map((routine) => typesOf(library, routine)),
    comment([`${library.doc} As \`athanor.${library.name}\`.`]),
    `export class ${classOf(library)} {\n  /** @internal */\n  constructor(private readonly session: Session) {}\n`,
    library.routines.map((routine) => methodText(library, routine)).join("\n\n"),
    "}",
  ];
  return [HEAD, importsOf(library, generic), ...body, ""].join("\n");
}

/**
 * The class with all libraries and the short forms, which `Athanor` extends.
 * @param {LibraryManifest[]} libraries in order of preference
 */
export function renderIndex(libraries) {
  const classes = libraries.map((library) => `import { ${classOf(library)} } from "./${library.name}.js";`);
  const fields = libraries.map((library) => `  readonly ${library.name}: ${classOf(library)};`);
  const starts = libraries.map((library) => `    this.${library.name} = new ${classOf(library)}(session);`);
  const taken = new Set([...RESERVED_METHODS, ...libraries.map(({ name }) => name)]);
  const shorts = [];
  for (const library of libraries) {
    for (const routine of library.routines) {
      const method = methodOf(routine);
      if (taken.has(method)) continue;
      taken.add(method);
      const type = `${classOf(library)}["${method}"]`;
      shorts.push(
        `${comment([`${routine.doc} Short for \`${library.name}.${method}\`.`], "  ")}\n` +
          `  ${method}(...args: Parameters<${type}>): ReturnType<${type}> {\n    return this.${library.name}.${method}(...args);\n  }`,
      );
    }
  }
  return [
    ...[HEAD, 'import type { Session } from "../session.js";', ...classes, ""],
    comment(["Options and results by library, such as `rowwise.PcaOptions`."]),
    ...libraries.map(({ name }) => `export type * as ${name} from "./${name}.js";`),
    "",
    comment(["The routines of the libraries, each with its types; and each without its library's name."]),
    ...["export abstract class Routines {", ...fields, ""],
    ...["  constructor(protected readonly session: Session) {", ...starts, "  }", ""],
    ...[shorts.join("\n\n"), "}", ""],
  ].join("\n");
}

/** @param {LibraryManifest} library @param {RoutineManifest[]} generic */
function importsOf(library, generic) {
  const lines = ['import type { Session } from "../session.js";'];
  if (generic.length > 0) {
    lines.push(
      'import { type RoutineInput, type RoutineOptions, type RoutineOutcome, runRoutine } from "../jobs/routine.js";',
      'import type { MatrixHandle } from "../matrix-handle.js";',
    );
  } else lines.push('import type { RoutineInput } from "../jobs/routine.js";');
  for (const routine of library.routines) {
    const hand = handWritten(library, routine);
    if (hand)
      lines.push(`import { type ${hand.options}, type ${hand.result}, ${hand.function} } from "${hand.module}";`);
  }
  return `${lines.sort().join("\n")}\n`;
}

/** @param {LibraryManifest} library @param {RoutineManifest} routine */
function typesOf(library, routine) {
  const name = pascal(routine.name);
  const optional = routine.params.filter((param) => !param.required);
  const params = optional.map((param) => `${comment([paramDoc(param)], "  ")}\n  ${param.name}?: ${typeOf(param)};`);
  const parts = [];
  if (params.length > 0) {
    const title = comment([`Optional parameters of \`${library.name}.${methodOf(routine)}\`.`]);
    parts.push(`${title}\nexport interface ${name}Params {\n${params.join("\n")}\n}\n`);
  }
  if (handWritten(library, routine)) return parts.join("\n");
  const roles = routine.outputs.map((output) => `"${output.name}"`).join(" | ") || "never";
  const own = params.length > 0 ? `${name}Params & ` : "";
  parts.push(`export type ${name}Options = ${own}RoutineOptions<${roles}>;\n`);
  const outputs = routine.outputs.map(
    (output) => `${comment([outputDoc(output)], "  ")}\n  ${output.name}: MatrixHandle;`,
  );
  parts.push(
    outputs.length > 0
      ? `export interface ${name}Result extends RoutineOutcome {\n${outputs.join("\n")}\n}\n`
      : `export type ${name}Result = RoutineOutcome;\n`,
  );
  return parts.join("\n");
}

/** @param {LibraryManifest} library @param {RoutineManifest} routine */
function methodText(library, routine) {
  const required = routine.params.filter((param) => param.required);
  const docs = [
    ...routineDoc(routine),
    ...routine.inputs.map((input) => `@param ${input.name} ${inputDoc(input)}`),
    ...required.map((param) => `@param ${param.name} ${paramDoc(param)}`),
  ];
  const hand = handWritten(library, routine);
  const name = pascal(routine.name);
  const inputs = routine.inputs.map((input) => input.name);
  const params = required.map((param) => param.name);
  const signature = [
    ...inputs.map((input) => `${input}: RoutineInput`),
    ...required.map((param) => `${param.name}: ${typeOf(param)}`),
    `options: ${hand?.options ?? `${name}Options`} = {}`,
  ].join(", ");
  const call = hand
    ? `${hand.function}(this.session, ${[...inputs, ...params].join(", ")}, options)`
    : `runRoutine(this.session, "${library.name}.${routine.name}", { ${inputs.join(", ")} }, { ${params.join(", ")} }, options)`;
  const result = hand?.result ?? `${name}Result`;
  return `${comment(docs, "  ")}\n  ${methodOf(routine)}(${signature}): Promise<${result}> {\n    return ${call};\n  }`;
}

/** @param {ParamManifest} param */
function typeOf(param) {
  if (param.enum) return param.enum.map((choice) => JSON.stringify(choice)).join(" | ");
  return { int: "number", float: "number", string: "string", bool: "boolean" }[param.type];
}

/** @param {LibraryManifest} library @param {RoutineManifest} routine */
function handWritten(library, routine) {
  return HAND_WRITTEN[`${library.name}.${routine.name}`];
}

/** @param {LibraryManifest} library */
function classOf(library) {
  return `${pascal(library.name)}Library`;
}
