#include "gram_matrix.h"

namespace athanor::rowwise {

/* Memory: the sum, this rank's rows of it in double and in the dtype, a block of 128 rows or more and BLAS's panels. */
const char *const kGramManifest = R"json({
  "name": "gram",
  "doc": "a'a: the products of all pairs of columns.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "The matrix; every entry finite." }
  ],
  "params": [],
  "outputs": [
    { "name": "gram", "rows": "a.cols", "cols": "a.cols", "dtype": "a", "doc": "a'a, symmetric to the last bit. Summed in float64." }
  ],
  "workspaceBytes": {
    "distributed": "16 * a.cols * a.cols",
    "perRank": "67108864 + 8 * a.cols * (a.cols + 160)"
  },
  "accuracy": "Each entry to a small multiple of a.rows * eps(float64) * (norm of column i) * (norm of column j), then rounded to a's dtype.",
  "cost": { "flops": "a.rows * a.cols * a.cols", "passes": "1" }
})json";

} // namespace athanor::rowwise
