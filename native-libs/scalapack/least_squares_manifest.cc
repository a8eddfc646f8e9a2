#include "least_squares.h"

namespace athanor::scalapack {

/* Memory: a, x and b, which share memory where a is tall; a panel of 64 columns and rows for the method. */
const char *const kLeastSquaresManifest = R"json({
  "name": "leastSquares",
  "doc": "For each column b of the right-hand sides the x of smallest |a x - b|, by QR; where a has more columns than rows, the smallest x with a x = b. a must have full rank: rowwise.leastSquares takes any.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "blockCyclic", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "The matrix; every entry finite. Rows with positions are put in their order. Any shape, full rank." },
    { "name": "b", "layout": "blockCyclic", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "Right-hand sides, a column each, of the dtype of a; rows in the same order as those of a." }
  ],
  "params": [],
  "outputs": [
    { "name": "x", "rows": "a.cols", "cols": "b.cols", "dtype": "a",
      "doc": "The solutions, a column for each of b." }
  ],
  "workspaceBytes": {
    "distributed": "itemsize * (a.rows * a.cols + (max(a.rows, a.cols) + b.rows) * b.cols)",
    "perRank": "67108864 + 8 * 64 * (a.rows + a.cols)"
  },
  "limits": [
    { "expression": "a.rows == b.rows", "message": "b needs as many rows as a" },
    { "expression": "max(a.rows, a.cols, b.cols) < 2147483648", "message": "fewer than 2^31 rows and columns" },
    { "expression": "max(a.rows * a.cols, max(a.rows, a.cols) * b.cols) / ranks < 1500000000",
      "message": "at most 1.5e9 entries of a matrix on a rank; use more ranks" }
  ],
  "accuracy": "Backward stable: x solves a problem within a small multiple of eps of the dtype of this one. residualNorms has |a x - b| of each column.",
  "cost": { "flops": "2 * min(a.rows, a.cols) * a.rows * a.cols + 4 * a.rows * a.cols * b.cols", "passes": "1" }
})json";

} // namespace athanor::scalapack
