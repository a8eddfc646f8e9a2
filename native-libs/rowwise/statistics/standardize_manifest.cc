#include "standardize.h"

namespace athanor::rowwise {

/* Memory: the column moments (column_moments.h), blocks of 16 rows or more, as read and as written. */
const char *const kStandardizeManifest = R"json({
  "name": "standardize",
  "doc": "Every column less its mean and divided by its standard deviation; constant columns become zero.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "The matrix; every entry finite." }
  ],
  "params": [
    { "name": "ddof", "type": "int", "default": 0, "min": "0", "max": "a.rows - 1",
      "doc": "The variance is the sum of squared deviations over a.rows - ddof; with 0 the columns of the result have variance 1." }
  ],
  "outputs": [
    { "name": "standardized", "rows": "a.rows", "cols": "a.cols", "dtype": "a", "alignedWith": "a", "doc": "(a - mean) / scale." },
    { "name": "mean", "rows": "a.cols", "cols": "1", "dtype": "float64", "doc": "Mean of each column." },
    { "name": "scale", "rows": "a.cols", "cols": "1", "dtype": "float64", "doc": "Standard deviation of each column; 1 where the column is constant." }
  ],
  "workspaceBytes": {
    "distributed": "0",
    "perRank": "4194304 + 8 * a.cols * (90 + 6 * ranks)"
  },
  "accuracy": "Each entry to a small multiple of eps(float64) * (largest entry of the column) / scale, then rounded to the dtype of a.",
  "cost": { "flops": "10 * a.rows * a.cols", "passes": "2" }
})json";

} // namespace athanor::rowwise
