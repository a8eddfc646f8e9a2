#include "multiply_transposed.h"

namespace athanor::rowwise {

/* Memory: the product, this rank's rows of it in double and in the dtype, blocks of both and BLAS's panels. */
const char *const kMultiplyTransposedManifest = R"json({
  "name": "multiplyTransposed",
  "doc": "The transpose of a times b, for two matrices with the same rows.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "The matrix that is transposed; every entry finite." },
    { "name": "b", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "As many rows as a, stored in the same order: row indices, where there are any, must agree row by row." }
  ],
  "params": [],
  "outputs": [
    { "name": "product", "rows": "a.cols", "cols": "b.cols", "dtype": "a", "doc": "Products of each column of a with each column of b, summed in float64." }
  ],
  "workspaceBytes": {
    "distributed": "16 * a.cols * b.cols",
    "perRank": "67108864 + 8 * (a.cols * b.cols + 32 * (a.cols + b.cols))"
  },
  "limits": [
    { "expression": "a.rows == b.rows", "message": "a and b need the same rows" }
  ],
  "accuracy": "Each entry to a small multiple of a.rows * eps(float64) * |column of a| * |column of b|, then rounded to the dtype of a.",
  "cost": { "flops": "2 * a.rows * a.cols * b.cols", "passes": "1" }
})json";

} // namespace athanor::rowwise
