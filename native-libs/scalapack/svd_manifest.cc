#include "svd.h"

namespace athanor::scalapack {

/* Memory: a, u, the transpose of v, and v; the method's workspace, which ScaLAPACK sizes by the local blocks. */
const char *const kSvdManifest = R"json({
  "name": "svd",
  "doc": "a = u diag(s) v transposed: all singular values and vectors. For the largest few, truncatedSvd of rowwise is far quicker.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "blockCyclic", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "The matrix; every entry finite. Rows with positions are put in their order. Any shape; no rows missing." }
  ],
  "params": [],
  "outputs": [
    { "name": "u", "rows": "a.rows", "cols": "min(a.rows, a.cols)", "dtype": "a", "alignedWith": "a",
      "doc": "Left singular vectors, orthonormal columns." },
    { "name": "s", "rows": "min(a.rows, a.cols)", "cols": "1", "dtype": "float64",
      "doc": "All singular values, descending." },
    { "name": "v", "rows": "a.cols", "cols": "min(a.rows, a.cols)", "dtype": "a",
      "doc": "Right singular vectors, orthonormal columns; the largest component of each is positive." }
  ],
  "workspaceBytes": {
    "distributed": "itemsize * (2 * a.rows * a.cols + min(a.rows, a.cols) * (a.rows + 3 * a.cols))",
    "perRank": "67108864 + 8 * 200 * (a.rows + a.cols)"
  },
  "limits": [
    { "expression": "max(a.rows, a.cols) < 2147483648", "message": "fewer than 2^31 rows and columns" },
    { "expression": "a.rows * a.cols / ranks < 1500000000",
      "message": "at most 1.5e9 entries of a matrix on a rank; use more ranks" }
  ],
  "accuracy": "Singular values to a small multiple of eps * s1, u and v orthonormal and a - u s v' relative to s1 likewise, eps of the dtype.",
  "cost": { "flops": "20 * min(a.rows, a.cols) * a.rows * a.cols", "passes": "1" }
})json";

} // namespace athanor::scalapack
