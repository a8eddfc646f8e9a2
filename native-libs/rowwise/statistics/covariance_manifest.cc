#include "covariance.h"

namespace athanor::rowwise {

/* Memory: as gram, and the column moments before it (column_moments.h). */
const char *const kCovarianceManifest = R"json({
  "name": "covariance",
  "doc": "Covariance of the columns: a pass for the means, then products of centred columns. Nothing as large as a is made.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "The matrix: a row is an observation, a column a variable; every entry finite." }
  ],
  "params": [
    { "name": "ddof", "type": "int", "default": 1, "min": "0",
      "doc": "Products are divided by a.rows - ddof." }
  ],
  "outputs": [
    { "name": "covariance", "rows": "a.cols", "cols": "a.cols", "dtype": "a", "doc": "Symmetric to the last bit. Summed in float64." },
    { "name": "mean", "rows": "a.cols", "cols": "1", "dtype": "float64", "doc": "Mean of each column." }
  ],
  "workspaceBytes": {
    "distributed": "16 * a.cols * a.cols",
    "perRank": "67108864 + 8 * a.cols * (a.cols + 200 + 6 * ranks)"
  },
  "limits": [
    { "expression": "a.rows > ddof", "message": "a.rows - ddof divides the products, so a needs more rows than ddof; give ddof 0 for a single row" }
  ],
  "accuracy": "Each entry to a small multiple of a.rows * eps(float64) * std of column i * std of column j, whatever the means, then rounded to a's dtype.",
  "cost": { "flops": "a.rows * a.cols * (a.cols + 8)", "passes": "2" }
})json";

} // namespace athanor::rowwise
