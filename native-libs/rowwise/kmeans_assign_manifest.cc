#include "kmeans_assign.h"

namespace athanor::rowwise {

/* Memory: centers twice while their rows are put in order, packed for the products; blocks of a and of the products. */
const char *const kKmeansAssignManifest = R"json({
  "name": "kmeansAssign",
  "doc": "For each row the nearest of the centers that kmeans found, on the same or other rows, and its distance.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "The rows to assign, in place; every entry finite." },
    { "name": "centers", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "A center a row, with a column for each column of a." }
  ],
  "params": [],
  "outputs": [
    { "name": "labels", "rows": "a.rows", "cols": "1", "dtype": "float64", "alignedWith": "a", "doc": "For each row of a the number, from 0, of the nearest center; of equally near ones the first." },
    { "name": "distances", "rows": "a.rows", "cols": "1", "dtype": "float64", "alignedWith": "a", "doc": "The Euclidean distance of each row of a to its center." }
  ],
  "workspaceBytes": {
    "distributed": "8 * centers.rows * centers.cols",
    "perRank": "16777216 + 8 * (6 * centers.rows * centers.cols + 40 * a.cols)"
  },
  "limits": [
    { "expression": "centers.cols == a.cols", "message": "centers needs a column for each column of a" }
  ],
  "accuracy": "A label is the nearest center's but where distances agree to a.cols * eps(float64); a distance is summed from differences.",
  "cost": { "flops": "2 * a.rows * a.cols * centers.rows", "passes": "1" }
})json";

} // namespace athanor::rowwise
