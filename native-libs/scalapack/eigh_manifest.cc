#include "eigh.h"

namespace athanor::scalapack {

/* Memory: a, the vectors, and three matrices' worth that divide and conquer works in. */
const char *const kEighManifest = R"json({
  "name": "eigh",
  "doc": "All eigenvalues and eigenvectors of a symmetric a: a vectors = vectors diag(values).",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "blockCyclic", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "Symmetric to rounding; every entry finite, no rows missing. The lower triangle counts." }
  ],
  "params": [],
  "outputs": [
    { "name": "values", "rows": "a.rows", "cols": "1", "dtype": "float64",
      "doc": "Eigenvalues, ascending." },
    { "name": "vectors", "rows": "a.rows", "cols": "a.cols", "dtype": "a", "alignedWith": "a",
      "doc": "Eigenvectors, a column each, orthonormal; the largest component of each is positive." }
  ],
  "workspaceBytes": {
    "distributed": "itemsize * 5 * a.rows * a.cols",
    "perRank": "67108864 + 8 * 200 * a.rows"
  },
  "limits": [
    { "expression": "a.rows == a.cols", "message": "a must be square" },
    { "expression": "max(a.rows) < 2147483648", "message": "fewer than 2^31 rows and columns" },
    { "expression": "a.rows * a.cols / ranks < 1500000000",
      "message": "at most 1.5e9 entries of a matrix on a rank; use more ranks" }
  ],
  "accuracy": "Eigenvalues to a small multiple of eps * |a|, vectors orthonormal and a v - v w relative to |a| likewise, eps of the dtype.",
  "cost": { "flops": "9 * a.rows * a.rows * a.rows", "passes": "2" }
})json";

} // namespace athanor::scalapack
