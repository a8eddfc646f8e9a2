/** @typedef {import("../../client/node/src/wire/actions.js").RoutineManifest} RoutineManifest */
/** @typedef {import("../../client/node/src/wire/actions.js").ParamManifest} ParamManifest */

const WIDTH = 114;

/**
 * A JSDoc comment of these paragraphs, each folded to the width of a line.
 * @param {string[]} paragraphs
 * @param {string} [indent]
 */
export function comment(paragraphs, indent = "") {
  const safe = paragraphs.filter((text) => text !== "").map((text) => text.replaceAll("*/", "* /"));
  const lines = safe.flatMap((text, at) => {
    const gap = at > 0 && !text.startsWith("@") ? [""] : [];
    return [...gap, ...fold(text, WIDTH - indent.length)];
  });
  if (lines.length === 1) return `${indent}/** ${lines[0]} */`;
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`].join("\n");
}

/** @param {ParamManifest} param @returns its doc, default and range */
export function paramDoc(param) {
  const facts = [];
  if (!param.required) facts.push(`Default ${defaultText(param.default)}.`);
  if (param.min !== undefined) facts.push(`At least ${param.min}.`);
  if (param.max !== undefined) facts.push(`At most ${param.max}.`);
  return [sentence(param.doc), ...facts].join(" ");
}

/** @param {RoutineManifest["inputs"][number]} input */
export function inputDoc({ doc, dtypes, minRows, minCols }) {
  const size = minRows > 1 || minCols > 1 ? ` At least ${minRows} x ${minCols}.` : "";
  return `${sentence(doc)}${size} ${dtypes.join(" or ")}.`;
}

/** @param {RoutineManifest["outputs"][number]} output */
export function outputDoc({ doc, rows, cols, dtype, alignedWith }) {
  const type = dtype.startsWith("float") ? dtype : `dtype of ${dtype}`;
  const aligned = alignedWith ? `, with ${alignedWith}'s row indices` : "";
  return `${sentence(doc)} ${rows} x ${cols}, ${type}${aligned}.`;
}

/** @param {RoutineManifest} routine */
export function routineDoc({ doc, accuracy, cost, limits = [] }) {
  return [
    sentence(doc),
    ...limits.map(({ expression, message }) => `Wanted: ${expression}. ${sentence(message)}`),
    accuracy ? `Accuracy: ${sentence(accuracy)}` : "",
    cost ? `Cost: ${cost.flops} flops; passes over the data: ${sentence(cost.passes)}` : "",
  ];
}

/** @param {ParamManifest["default"]} value */
function defaultText(value) {
  if (typeof value !== "object") return valueText(value);
  return Object.entries(value)
    .map(([dtype, each]) => `${valueText(each)} for ${dtype}`)
    .join(", ");
}

/** @param {import("../../client/node/src/wire/actions.js").ParamValue | undefined} value */
function valueText(value) {
  const tiny = typeof value === "number" && value !== 0 && Math.abs(value) < 1e-3;
  return tiny ? value.toExponential() : JSON.stringify(value);
}

/** @param {string} text */
function sentence(text) {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** @param {string} text @param {number} width */
function fold(text, width) {
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(lines.length > 0 && text.startsWith("@") ? `  ${word}` : word);
  }
  return lines;
}
