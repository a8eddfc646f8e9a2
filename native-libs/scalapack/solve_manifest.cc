#include "solve.h"

namespace athanor::scalapack {

/* Memory: a (its factors, and later a again), x, and b when the residual is formed; 64 MiB of buffers and the job's code on a rank. */
const char *const kSolveManifest = R"json({
  "name": "solve",
  "doc": "x with a x = b, for a square a, by Gaussian elimination with partial pivoting. The backward error is measured on a and b as they were.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "blockCyclic", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "The square matrix; every entry finite. Rows with positions are put in their order." },
    { "name": "b", "layout": "blockCyclic", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "Right-hand sides, a column each, of the dtype of a; rows in the same order as those of a." }
  ],
  "params": [],
  "outputs": [
    { "name": "x", "rows": "a.cols", "cols": "b.cols", "dtype": "a",
      "doc": "The solutions, a column for each of b." }
  ],
  "workspaceBytes": {
    "distributed": "itemsize * (a.rows * a.cols + 2 * b.rows * b.cols)",
    "perRank": "67108864 + 8 * a.rows"
  },
  "limits": [
    { "expression": "a.rows == a.cols", "message": "a must be square; leastSquares takes other shapes" },
    { "expression": "a.rows == b.rows", "message": "b needs as many rows as a" },
    { "expression": "max(a.rows, b.cols) < 2147483648", "message": "fewer than 2^31 rows and columns" },
    { "expression": "max(a.rows * a.cols, b.rows * b.cols) / ranks < 1500000000",
      "message": "at most 1.5e9 entries of a matrix on a rank; use more ranks" }
  ],
  "accuracy": "backwardError, |b - a x| / (|a| |x| + |b|) in the 1-norm, as measured: a few eps of the dtype. rcond estimates how much more the error of x can be; below eps there is a warning.",
  "cost": { "flops": "2 / 3 * a.rows * a.rows * a.rows + 4 * a.rows * a.rows * b.cols", "passes": "2" }
})json";

} // namespace athanor::scalapack
