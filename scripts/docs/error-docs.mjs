/** The text of docs/errors.md, from the registry of errors. */

/**
 * @param {Readonly<Record<string, { status: string, meaning: string, remedy: string }>>} errors
 * @returns {string}
 */
export function errorDocs(errors) {
  const rows = Object.entries(errors).map(
    ([code, { status, meaning, remedy }]) => `| \`${code}\` | ${status} | ${cell(meaning)} | ${cell(remedy)} |`,
  );
  return [
    "# Errors",
    "",
    "Every error that crosses the wire is a gRPC status whose message is `CODE: what was found, what was wanted, the mend`.",
    "A client in any language branches on the code, its first word; codes keep their meaning between releases. In Node",
    "they arrive as `AthanorError` with `code`, `message` and `details`.",
    "",
    "This table is written by `npm run docs:errors` from `client/node/src/wire/errors.ts`; edit it there.",
    "",
    "| code | gRPC status | what it means | what mends it |",
    "|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

/** @param {string} text */
function cell(text) {
  return text.replaceAll("|", "\\|");
}
