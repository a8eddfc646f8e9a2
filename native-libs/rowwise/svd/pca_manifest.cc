#include "pca.h"

namespace athanor::rowwise {

/* Memory: as truncatedSvd, and the column means (column_means.h). Scores are written block by block. */
const char *const kPcaManifest = R"json({
  "name": "pca",
  "doc": "The k principal components of a: directions of largest variance of its rows, the rows' coordinates along them, and the means. Centred without a centred copy; certified by a last pass over a.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 2, "minCols": 1,
      "doc": "The matrix: a row is an observation, a column a variable; every entry finite." }
  ],
  "params": [
    { "name": "k", "type": "int", "required": true, "min": "1", "max": "min(a.rows, a.cols)",
      "doc": "How many components." },
    { "name": "tol", "type": "float", "default": { "float64": 1e-9, "float32": 1e-5 }, "min": "0",
      "doc": "A triplet has converged when both residuals, |c v - s u| and |c' u - s v| of the centred matrix c, are at most max(tol * s, 100 * eps * s1), with eps of a's dtype and s1 the largest singular value." },
    { "name": "method", "type": "string", "enum": ["auto", "krylov", "gram", "qr"], "default": "auto",
      "doc": "krylov: block Krylov, any shape. gram: eigenvectors of c'c (or c c') of the centred matrix c, up to 4096 rows or columns on the short side. qr: singular vectors of c's R factor, same limit, for small singular values. auto chooses by shape." },
    { "name": "seed", "type": "int", "default": 1, "doc": "Of the random start. Same seed, ranks and machine type: same bits." },
    { "name": "maxPasses", "type": "int", "default": 200, "min": "2", "doc": "Passes over a before the result is returned as it is." },
    { "name": "blockSize", "type": "int", "default": 0, "min": "0", "max": "32", "doc": "Columns that a Krylov pass adds; 0 chooses by k." },
    { "name": "strict", "type": "bool", "default": false, "doc": "Whether a result that has not converged is an error (ATHANOR_NOT_CONVERGED) instead of a warning." }
  ],
  "outputs": [
    { "name": "components", "rows": "a.cols", "cols": "k", "dtype": "a", "doc": "A component a column, orthonormal; the largest entry of each is positive." },
    { "name": "scores", "rows": "a.rows", "cols": "k", "dtype": "a", "alignedWith": "a", "doc": "Coordinates of the centred rows: (a - mean) components." },
    { "name": "mean", "rows": "a.cols", "cols": "1", "dtype": "float64", "doc": "Mean of each column." },
    { "name": "explainedVariance", "rows": "k", "cols": "1", "dtype": "float64", "doc": "Variance of the scores, over a.rows - 1, descending." }
  ],
  "workspaceBytes": {
    "distributed": "8 * (max(a.rows, a.cols) * (2 * min(min(a.rows, a.cols), 3 * k + 128) + 6 * k + 64) + min(a.rows, a.cols) * (2 * min(min(a.rows, a.cols), 3 * k + 128) + 6 * k + 64))",
    "perRank": "67108864 + 8 * (a.cols * (60 + 6 * ranks) + min(a.rows, a.cols) * (3 * k + 96) + (12 + ranks) * min(min(a.rows, a.cols), 3 * k + 128) * min(min(a.rows, a.cols), 3 * k + 128) + 10 * max(0, min(1, 4097 - min(a.rows, a.cols))) * min(a.rows, a.cols) * min(a.rows, a.cols))"
  },
  "accuracy": "Square roots of explained variances to 100 * eps of the largest, components orthonormal to a small multiple of eps (of a's dtype), residuals as the certificate says.",
  "cost": { "flops": "4 * a.rows * a.cols * 8 * passes", "passes": "2 for gram where the processor has matrix tiles (AMX), else 3, and one more for float32; 4 for qr; about 9 + k / 4 for krylov" }
})json";

} // namespace athanor::rowwise
