#include "qr.h"

namespace athanor::scalapack {

/* Memory: a, which q replaces, and r; a panel of 64 columns and rows for the method. */
const char *const kQrManifest = R"json({
  "name": "qr",
  "doc": "a = q r: q has orthonormal columns, r is upper triangular with a non-negative diagonal. For tall matrices of few columns rowwise.thinQr is faster.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "blockCyclic", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "The matrix; every entry finite. Rows with positions are put in their order. Any shape; no rows missing." }
  ],
  "params": [],
  "outputs": [
    { "name": "q", "rows": "a.rows", "cols": "min(a.rows, a.cols)", "dtype": "a", "alignedWith": "a",
      "doc": "Orthonormal columns." },
    { "name": "r", "rows": "min(a.rows, a.cols)", "cols": "a.cols", "dtype": "a",
      "doc": "Upper triangular or trapezoidal, diagonal not negative." }
  ],
  "workspaceBytes": {
    "distributed": "itemsize * (a.rows * a.cols + min(a.rows, a.cols) * a.cols)",
    "perRank": "67108864 + 8 * 64 * (a.rows + a.cols)"
  },
  "limits": [
    { "expression": "max(a.rows, a.cols) < 2147483648", "message": "fewer than 2^31 rows and columns" },
    { "expression": "a.rows * a.cols / ranks < 1500000000",
      "message": "at most 1.5e9 entries of a matrix on a rank; use more ranks" }
  ],
  "accuracy": "q'q - i and (a - q r) / |a| a small multiple of eps of the dtype, whatever a's condition.",
  "cost": { "flops": "4 * min(a.rows, a.cols) * a.rows * a.cols", "passes": "1" }
})json";

} // namespace athanor::scalapack
