#include "matmul.h"

namespace athanor::scalapack {

const char *const kMatmulManifest = R"json({
  "name": "matmul",
  "doc": "a b, for matrices of any shape, both spread over all ranks.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "blockCyclic", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "The left factor; every entry finite." },
    { "name": "b", "layout": "blockCyclic", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "The right factor, of a's dtype: as many rows as a has columns. Rows with positions are put in their order." }
  ],
  "params": [],
  "outputs": [
    { "name": "product", "rows": "a.rows", "cols": "b.cols", "dtype": "a", "alignedWith": "a", "doc": "a b." }
  ],
  "workspaceBytes": {
    "distributed": "itemsize * (a.rows * a.cols + b.rows * b.cols + a.rows * b.cols)",
    "perRank": "67108864"
  },
  "limits": [
    { "expression": "a.cols == b.rows", "message": "b needs as many rows as a has columns" },
    { "expression": "max(a.rows, a.cols, b.cols) < 2147483648", "message": "fewer than 2^31 rows and columns" },
    { "expression": "max(a.rows * a.cols, b.rows * b.cols, a.rows * b.cols) / ranks < 1500000000",
      "message": "at most 1.5e9 entries of a matrix on a rank; use more ranks" }
  ],
  "accuracy": "Each entry to a small multiple of a.cols * eps * |row of a| * |column of b|, eps of the inputs' dtype.",
  "cost": { "flops": "2 * a.rows * a.cols * b.cols", "passes": "1" }
})json";

} // namespace athanor::scalapack
