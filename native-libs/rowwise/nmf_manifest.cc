#include "nmf.h"

namespace athanor::rowwise {

/*
 * Memory: W in double, padded to the kernels' width, and as it is returned. On every rank H, its sums and copies, W'W and HH',
 * and blocks of A and of W H.
 */
const char *const kNmfManifest = R"json({
  "name": "nmf",
  "method": "NMF",
  "doc": "Non-negative matrix factorisation: a is about w h, with w and h free of negative entries and |a - w h| (Frobenius) small.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "The matrix; every entry finite and none negative." }
  ],
  "params": [
    { "name": "k", "type": "int", "required": true, "min": "1", "max": "min(a.rows, a.cols)", "doc": "Columns of w and rows of h." },
    { "name": "tol", "type": "float", "default": 1e-4, "min": "0",
      "doc": "Converged when an iteration lowers the error |a - w h| by no more than tol times itself, or the error is below 3e-8 |a|." },
    { "name": "maxIterations", "type": "int", "default": 300, "min": "1", "doc": "Iterations before the result is returned as it is; each reads a once." },
    { "name": "seed", "type": "int", "default": 1, "doc": "Of the random start: other seeds end in other minima. Same seed, ranks and machine type: same bits." },
    { "name": "strict", "type": "bool", "default": false, "doc": "Whether a result that has not converged is an error (ATHANOR_NOT_CONVERGED) instead of a warning." }
  ],
  "outputs": [
    { "name": "w", "rows": "a.rows", "cols": "k", "dtype": "a", "alignedWith": "a", "doc": "For each row of a how much of each row of h is in it." },
    { "name": "h", "rows": "k", "cols": "a.cols", "dtype": "a", "doc": "The k rows that those of a are made of." }
  ],
  "workspaceBytes": {
    "distributed": "8 * a.rows * (2 * k + 8) + 16 * a.cols * k",
    "perRank": "67108864 + 8 * (a.cols * (6 * k + 40) + 3 * (k + 7) * (k + 7))"
  },
  "accuracy": "Every entry at least 0. The relative error of the result is taken from the entries of a, in a last pass; it is a local minimum's.",
  "cost": { "flops": "4 * a.rows * a.cols * k * iterations", "passes": "2 + iterations" }
})json";

} // namespace athanor::rowwise
