#include "ridge.h"

namespace athanor::rowwise {

/* Memory, with N unknowns and p = b.cols, on every rank: x and a'b, 5 panels of at most 64 columns with 8-wide padding,
 * weights and blocks of features; the Gram matrix, and on rank 0 its factor. */
const char *const kRidgeManifest = R"json({
  "name": "ridge",
  "doc": "Ridge regression: the x that minimises |a x + intercept - b|^2 + lambda |x|^2, for each column of b; with features, kernel ridge regression by random Fourier features of a's rows.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "An observation a row; every entry finite." },
    { "name": "b", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "Targets, a column each: as many rows as a, stored in the same order; row indices, where there are any, must agree row by row." }
  ],
  "params": [
    { "name": "lambda", "type": "float", "required": true, "min": "0",
      "doc": "Strength of the penalty; 0 is least squares." },
    { "name": "intercept", "type": "bool", "default": true,
      "doc": "Whether the model has a constant term, which is not penalised. The columns are centred as they are read." },
    { "name": "method", "type": "string", "enum": ["auto", "cholesky", "cg"], "default": "auto",
      "doc": "cg: conjugate gradients, one pass over a an iteration. cholesky: those, started and preconditioned by the factor of a'a + lambda I; up to 4096 columns or features. auto: cholesky up to 2048." },
    { "name": "tol", "type": "float", "default": { "float64": 1e-10, "float32": 1e-6 }, "min": "0",
      "doc": "Stops when |a'(b - a x) - lambda x| <= tol * |a'b|, or rounding allows no less." },
    { "name": "maxIterations", "type": "int", "default": 1000, "min": "1", "doc": "Passes before x is returned as it is." },
    { "name": "strict", "type": "bool", "default": false, "doc": "Whether a result that has not converged is an error (ATHANOR_NOT_CONVERGED) instead of a warning." },
    { "name": "features", "type": "int", "default": 0, "min": "0", "max": "100000",
      "doc": "Random Fourier features, sqrt(2 / features) cos(x w + c), that take the place of a's columns; 0: none. They are made where the rows are, a block at a time." },
    { "name": "gamma", "type": "float", "default": 1, "min": "0",
      "doc": "features: of the kernel exp(-gamma |x - y|^2) that they approximate. 1 / (columns * variance of the entries) is a good start." },
    { "name": "seed", "type": "int", "default": 1, "doc": "features: of the random w and c. linearPredict needs the same features, gamma and seed." }
  ],
  "outputs": [
    { "name": "x", "rows": "max(features, (features == 0) * a.cols)", "cols": "b.cols", "dtype": "a", "doc": "The coefficients, a column for each of b." },
    { "name": "intercept", "rows": "1", "cols": "b.cols", "dtype": "float64", "doc": "The constant terms; zeros where none are asked for." }
  ],
  "workspaceBytes": {
    "distributed": "8 * max(features, (features == 0) * a.cols) * b.cols",
    "perRank": "33554432 + 8 * (a.cols * (6 * ranks + 90 + features) + max(features, (features == 0) * a.cols) * (2 * b.cols + 6 * min(b.cols + 7, 64) + 64) + (max(features, a.cols * (features == 0)) <= 4096) * 3 * max(features, (features == 0) * a.cols) * max(features, (features == 0) * a.cols))"
  },
  "limits": [
    { "expression": "a.rows == b.rows", "message": "a and b need the same rows" }
  ],
  "accuracy": "The residual of the normal equations is as tol says, measured in a last pass over x as it is written; a'a makes the error that of the squared condition, unlike leastSquares.",
  "cost": { "flops": "a.rows * n * n for cholesky, 4 * a.rows * n * b.cols an iteration, with n columns or features; and 2 * a.rows * a.cols * features a pass", "passes": "4 and one an iteration for cholesky; 3 and one an iteration for cg" }
})json";

} // namespace athanor::rowwise
