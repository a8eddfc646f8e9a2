#include "transpose.h"

namespace athanor::scalapack {

const char *const kTransposeManifest = R"json({
  "name": "transpose",
  "doc": "a with rows and columns exchanged, exactly.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "blockCyclic", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "The matrix; every entry finite. Rows with positions are put in their order first." }
  ],
  "params": [],
  "outputs": [
    { "name": "transposed", "rows": "a.cols", "cols": "a.rows", "dtype": "a", "doc": "Row j is column j of a." }
  ],
  "workspaceBytes": {
    "distributed": "2 * itemsize * a.rows * a.cols",
    "perRank": "67108864"
  },
  "limits": [
    { "expression": "max(a.rows, a.cols) < 2147483648", "message": "fewer than 2^31 rows and columns" },
    { "expression": "a.rows * a.cols / ranks < 1500000000",
      "message": "at most 1.5e9 entries on a rank; use more ranks" }
  ],
  "accuracy": "Exact.",
  "cost": { "flops": "0", "passes": "1" }
})json";

} // namespace athanor::scalapack
