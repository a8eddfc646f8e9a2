#include "cholesky.h"

namespace athanor::scalapack {

/* Memory: a, which l replaces; buffers of the symmetry check and of redistribution. */
const char *const kCholeskyManifest = R"json({
  "name": "cholesky",
  "doc": "a = l times the transpose of l, for a symmetric positive definite a; l is lower triangular.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "blockCyclic", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "Symmetric to rounding, positive definite; every entry finite. The lower triangle counts." }
  ],
  "params": [],
  "outputs": [
    { "name": "l", "rows": "a.rows", "cols": "a.cols", "dtype": "a",
      "doc": "Lower triangular, diagonal positive." }
  ],
  "workspaceBytes": {
    "distributed": "itemsize * a.rows * a.cols",
    "perRank": "67108864 + 24 * a.rows"
  },
  "limits": [
    { "expression": "a.rows == a.cols", "message": "a must be square; leastSquares takes other shapes" },
    { "expression": "max(a.rows) < 2147483648", "message": "fewer than 2^31 rows and columns" },
    { "expression": "a.rows * a.cols / ranks < 1500000000",
      "message": "at most 1.5e9 entries of a matrix on a rank; use more ranks" }
  ],
  "accuracy": "|a - l l'| / |a| a small multiple of eps of the dtype.",
  "cost": { "flops": "a.rows * a.rows * a.rows / 3", "passes": "2" }
})json";

} // namespace athanor::scalapack
