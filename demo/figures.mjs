/** Small arithmetic and text for the demo's report. */

/**
 * @param {ArrayLike<number>} matrix row-major
 * @param {number} cols
 * @param {number} j
 */
export function column(matrix, cols, j) {
  return Float64Array.from({ length: matrix.length / cols }, (_, i) => matrix[i * cols + j] ?? 0);
}

/**
 * The largest entry of |QᵀQ - I|, computed here from the downloaded factor and not taken from the certificate.
 * @param {ArrayLike<number>} q rows x cols, row-major
 * @param {number} cols
 */
export function orthogonalityDefect(q, cols) {
  const product = new Float64Array(cols * cols);
  for (let row = 0; row < q.length; row += cols) {
    for (let i = 0; i < cols; i++) {
      const left = q[row + i] ?? 0;
      for (let j = 0; j <= i; j++) product[i * cols + j] = (product[i * cols + j] ?? 0) + left * (q[row + j] ?? 0);
    }
  }
  let worst = 0;
  for (let i = 0; i < cols; i++) {
    for (let j = 0; j <= i; j++) worst = Math.max(worst, Math.abs((product[i * cols + j] ?? 0) - (i === j ? 1 : 0)));
  }
  return worst;
}

/** @param {number} ms */
export const seconds = (ms) => `${(ms / 1000).toFixed(3)} s`;

/** @param {number} bytes */
export const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

/**
 * Rows of text as columns; the first column flush left, the others flush right.
 * @param {string[][]} rows
 */
export function table(rows) {
  const widths = (rows[0] ?? []).map((_, j) => Math.max(...rows.map((row) => (row[j] ?? "").length)));
  const line = (/** @type {string[]} */ row) =>
    row.map((text, j) => (j === 0 ? text.padEnd(widths[j] ?? 0) : text.padStart(widths[j] ?? 0))).join("   ");
  return rows.map((row) => `  ${line(row)}`.trimEnd()).join("\n");
}
