#include "column_stats.h"

namespace athanor::rowwise {

/* Memory: blocks of 16 rows or more (row_source.cc); the moments of column_moments.h, seven columns of results. */
const char *const kColumnStatsManifest = R"json({
  "name": "columnStats",
  "doc": "Mean, variance, standard deviation, smallest and largest entry, Euclidean norm and number of zeros of every column.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "The matrix; every entry finite." }
  ],
  "params": [
    { "name": "ddof", "type": "int", "default": 0, "min": "0", "max": "a.rows - 1",
      "doc": "variance is the sum of squared deviations over a.rows - ddof: 0 for the variance of these rows, 1 to estimate that of what they were drawn from." }
  ],
  "outputs": [
    { "name": "mean", "rows": "a.cols", "cols": "1", "dtype": "float64", "doc": "Mean of each column." },
    { "name": "variance", "rows": "a.cols", "cols": "1", "dtype": "float64", "doc": "Variance of each column; exactly 0 where the column is constant." },
    { "name": "std", "rows": "a.cols", "cols": "1", "dtype": "float64", "doc": "Root of the variance." },
    { "name": "min", "rows": "a.cols", "cols": "1", "dtype": "float64", "doc": "Smallest entry of each column." },
    { "name": "max", "rows": "a.cols", "cols": "1", "dtype": "float64", "doc": "Largest entry of each column." },
    { "name": "norm", "rows": "a.cols", "cols": "1", "dtype": "float64", "doc": "Euclidean norm of each column." },
    { "name": "zeros", "rows": "a.cols", "cols": "1", "dtype": "float64", "doc": "How many entries of each column are 0." }
  ],
  "workspaceBytes": {
    "distributed": "0",
    "perRank": "2097152 + 8 * a.cols * (60 + 6 * ranks)"
  },
  "accuracy": "Relative error of mean about eps of the largest entry, of variance and norm a small multiple of eps, whatever the mean.",
  "cost": { "flops": "8 * a.rows * a.cols", "passes": "1; 2 where entries are beyond 2^400 or below 2^-400" }
})json";

} // namespace athanor::rowwise
