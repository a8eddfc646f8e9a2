#include "least_squares.h"

namespace athanor::rowwise {

/* Memory, with n = a.cols and p = b.cols. tsqr: the stack of 5 n rows on every rank, and on rank 0 the SVD of R.
 * lsqr: the rows' residuals, spread over the ranks; panels of at most 64 columns and 8-wide padding on every rank. */
const char *const kLeastSquaresManifest = R"json({
  "name": "leastSquares",
  "doc": "The x that minimises |a x - b|, for each column of b; the one of least norm where there are many, as numpy.linalg.lstsq.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "The matrix of the equations, a row an observation; every entry finite. Tall, wide or square, of any rank." },
    { "name": "b", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "Right-hand sides, a column each: as many rows as a, stored in the same order; row indices, where there are any, must agree row by row." }
  ],
  "params": [
    { "name": "method", "type": "string", "enum": ["auto", "tsqr", "lsqr"], "default": "auto",
      "doc": "tsqr: QR of a, whatever its condition, up to 4096 columns. lsqr: an iteration without factors, one pass over a each; needs more of them the worse the condition. auto: tsqr up to 2048 columns." },
    { "name": "intercept", "type": "bool", "default": false,
      "doc": "Whether the model has a constant term: a x + intercept. The columns are centred as they are read." },
    { "name": "rcond", "type": "float", "default": 0, "min": "0",
      "doc": "tsqr: singular values of a up to rcond times the largest count as zero. 0: eps of a's dtype times max(a.rows, a.cols)." },
    { "name": "tol", "type": "float", "default": { "float64": 1e-10, "float32": 1e-6 }, "min": "0",
      "doc": "lsqr: stops when |a x - b| <= tol * (|b| + |a| |x|) or |a'(a x - b)| <= tol * |a| |a x - b|, or rounding allows no less; |a| is Frobenius's norm." },
    { "name": "maxIterations", "type": "int", "default": 1000, "min": "1", "doc": "lsqr: passes before x is returned as it is." },
    { "name": "strict", "type": "bool", "default": false, "doc": "Whether a result that has not converged is an error (ATHANOR_NOT_CONVERGED) instead of a warning." }
  ],
  "outputs": [
    { "name": "x", "rows": "a.cols", "cols": "b.cols", "dtype": "a", "doc": "The coefficients, a column for each of b." },
    { "name": "intercept", "rows": "1", "cols": "b.cols", "dtype": "float64", "doc": "The constant terms; zeros where none are asked for." }
  ],
  "workspaceBytes": {
    "distributed": "8 * (a.rows * min(b.cols + 7, 64) + a.cols * b.cols)",
    "perRank": "33554432 + 8 * (a.cols * (2 * b.cols + 6 * min(b.cols + 7, 64) + 6 * ranks + 90) + (a.cols <= 4096) * a.cols * (10 * a.cols + 6 * b.cols))"
  },
  "limits": [
    { "expression": "a.rows == b.rows", "message": "a and b need the same rows" }
  ],
  "accuracy": "tsqr: the exact x of an a and b changed by a small multiple of eps, then rounded to the dtype of a. lsqr: as tol says. residualNorms and gradientNorms, |a'(a x - b)|, are measured in a last pass.",
  "cost": { "flops": "2.4 * a.rows * a.cols * a.cols for tsqr; 4 * a.rows * a.cols * b.cols an iteration for lsqr", "passes": "3 for tsqr; 2 and one an iteration for lsqr" }
})json";

} // namespace athanor::rowwise
