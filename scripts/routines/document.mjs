import { inputDoc, outputDoc, paramDoc, routineDoc } from "./comments.mjs";
import { methodOf } from "./names.mjs";

/** @typedef {import("../../client/node/src/wire/actions.js").LibraryManifest} LibraryManifest */
/** @typedef {import("../../client/node/src/wire/actions.js").RoutineManifest} RoutineManifest */

const HEAD = `# Routines

Written by \`npm run generate:routines\` from the manifests of the libraries; do not edit. \`athanor libs ROUTINE\` prints the
same of the libraries that your bridge has, with the memory that each routine needs.

A routine reads matrices on the bridge and leaves its outputs there as matrices, which the next routine takes: nothing
goes through the client. \`rowwise\` reads the rows where they are; \`scalapack\` works on a copy spread over the ranks'
memory; \`slepc\` is also the independent check on \`rowwise\`. Entries must be finite; what is wrong with an input is said before
anything is computed, and a failed routine leaves no outputs.
`;

/**
 * docs/routines.md.
 * @param {LibraryManifest[]} libraries in order of preference
 */
export function renderDocument(libraries) {
  return [HEAD, ...libraries.flatMap((library) => [tableOf(library), ...sectionsOf(library)])].join("\n");
}

/** @param {LibraryManifest} library */
function tableOf({ name, doc, routines }) {
  const rows = routines.map((routine) => `| [${routine.name}](#${anchorOf(name, routine)}) | ${cell(routine.doc)} |`);
  return [`## ${name}`, "", doc, "", "| routine | what it computes |", "|---|---|", ...rows, ""].join("\n");
}

/** @param {LibraryManifest} library */
function sectionsOf({ name, routines }) {
  return routines.map((routine) =>
    [
      `### ${name}.${routine.name}`,
      "",
      ...routineDoc(routine)
        .filter((text) => text !== "")
        .flatMap((text) => [text, ""]),
      `Node: \`athanor.${name}.${methodOf(routine)}(${positionalOf(routine).join(", ")}, { ... })\``,
      "",
      "| | | |",
      "|---|---|---|",
      ...routine.inputs.map((input) => row("input", input.name, inputDoc(input))),
      ...routine.params.map((param) =>
        row(param.required ? "parameter, required" : "parameter", param.name, paramDoc(param)),
      ),
      ...routine.outputs.map((output) => row("output", output.name, outputDoc(output))),
      "",
    ].join("\n"),
  );
}

/** @param {RoutineManifest} routine */
function positionalOf({ inputs, params }) {
  return [...inputs, ...params.filter(({ required }) => required)].map(({ name }) => name);
}

/** As the heading's, by GitHub's rule. @param {string} library @param {RoutineManifest} routine */
function anchorOf(library, { name }) {
  return `${library}${name}`.toLowerCase();
}

/** @param {string} kind @param {string} name @param {string} doc */
function row(kind, name, doc) {
  return `| ${kind} | \`${name}\` | ${cell(doc)} |`;
}

/** @param {string} text */
function cell(text) {
  return text.replaceAll("|", "\\|");
}
