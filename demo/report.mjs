/** What the demo prints at its end: singular values, certificate, time and bytes of each phase. */
import { megabytes, seconds, table } from "./figures.mjs";

/** @param {ArrayLike<number>} values */
export function singularValues(values) {
  const texts = Array.from(values, (value) => value.toPrecision(8).padStart(12));
  const lines = [];
  for (let i = 0; i < texts.length; i += 5) lines.push(`  ${texts.slice(i, i + 5).join("  ")}`);
  return ["Singular values", ...lines].join("\n");
}

/**
 * @typedef {object} CertificateFacts
 * @property {number} residual
 * @property {number} orthogonalityU
 * @property {number} orthogonalityV
 * @property {number} passes
 * @property {number} effectiveRank
 * @property {boolean} converged
 * @property {string} method
 */

/**
 * @param {CertificateFacts} facts
 * @param {{ defectU: number, defectV: number }} checked the same measure, taken here from the downloaded factors
 */
export function certificate(facts, checked) {
  const rows = [
    ["largest residual, ‖Av - σu‖ and ‖Aᵀu - σv‖ over σ", facts.residual.toExponential(2)],
    ["largest entry of |UᵀU - I|", facts.orthogonalityU.toExponential(2)],
    ["the same, computed here from the downloaded U", checked.defectU.toExponential(2)],
    ["largest entry of |VᵀV - I|", facts.orthogonalityV.toExponential(2)],
    ["the same, computed here from the downloaded V", checked.defectV.toExponential(2)],
    ["passes over the matrix", `${facts.passes}`],
    ["effective rank", `${facts.effectiveRank}`],
    ["method", facts.method],
    ["converged", facts.converged ? "yes" : "no"],
  ];
  return `Certificate (from a final pass over the matrix)\n${table(rows)}`;
}

/**
 * @typedef {object} Phase
 * @property {string} name
 * @property {number} ms wall
 * @property {number | null} bytes null: none move
 */

/** @param {Phase[]} phases */
export function phases(phases) {
  const rows = phases.map(({ name, ms, bytes }) => [
    name,
    seconds(ms),
    bytes === null ? "" : megabytes(bytes),
    bytes === null || ms < 1 ? "" : `${(bytes / 1e3 / ms).toFixed(0)} MB/s`,
  ]);
  return `Time and bytes\n${table([["phase", "time", "bytes", "rate"], ...rows])}`;
}
