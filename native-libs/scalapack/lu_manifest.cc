#include "lu.h"

namespace athanor::scalapack {

/* Memory: a and l; the order of rows on every rank. */
const char *const kLuManifest = R"json({
  "name": "lu",
  "doc": "The rows of a in another order = l u: Gaussian elimination with partial pivoting. A singular a is no error; info tells.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "blockCyclic", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "The matrix; every entry finite. Rows with positions are put in their order. Any shape." }
  ],
  "params": [],
  "outputs": [
    { "name": "l", "rows": "a.rows", "cols": "min(a.rows, a.cols)", "dtype": "a",
      "doc": "Lower triangular or trapezoidal, ones on the diagonal." },
    { "name": "u", "rows": "min(a.rows, a.cols)", "cols": "a.cols", "dtype": "a",
      "doc": "Upper triangular or trapezoidal." },
    { "name": "order", "rows": "a.rows", "cols": "1", "dtype": "float64",
      "doc": "Row i of l u is row order[i] of a, counted from 0." }
  ],
  "workspaceBytes": {
    "distributed": "itemsize * (a.rows * a.cols + a.rows * min(a.rows, a.cols))",
    "perRank": "67108864 + 40 * a.rows"
  },
  "limits": [
    { "expression": "max(a.rows, a.cols) < 2147483648", "message": "fewer than 2^31 rows and columns" },
    { "expression": "a.rows * a.cols / ranks < 1500000000",
      "message": "at most 1.5e9 entries of a matrix on a rank; use more ranks" }
  ],
  "accuracy": "|p a - l u| / |a| a small multiple of eps of the dtype times the growth of elements, which is small but for constructed matrices.",
  "cost": { "flops": "min(a.rows, a.cols) * a.rows * a.cols - min(a.rows, a.cols) * min(a.rows, a.cols) * max(a.rows, a.cols) / 3", "passes": "1" }
})json";

} // namespace athanor::scalapack
