#include "kmeans.h"

namespace athanor::rowwise {

/* Memory: a row's norm, bounds, label and distance; the candidates of the start, rank 0's weighted k-means of them;
 * centers, their packed copy, sums in pairs. */
const char *const kKmeansManifest = R"json({
  "name": "kmeans",
  "doc": "k-means clustering: k centers, each the mean of the rows that are nearest to it, by Lloyd's method from a k-means|| start.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "The rows to cluster; every entry finite. Columns count by their scale: see standardize." }
  ],
  "params": [
    { "name": "k", "type": "int", "required": true, "min": "1", "max": "min(a.rows, 1000000)",
      "doc": "How many clusters." },
    { "name": "maxIterations", "type": "int", "default": 100, "min": "1",
      "doc": "Iterations before the result is returned as it is, with a warning." },
    { "name": "tol", "type": "float", "default": 1e-4, "min": "0",
      "doc": "Converged when the sum of the squared moves of the centers in an iteration is at most tol times the mean of the variances of the columns (as in scikit-learn); 0: when no row changes its cluster." },
    { "name": "init", "type": "string", "enum": ["parallel", "random"], "default": "parallel",
      "doc": "Where the centers start. parallel: k-means||, rows drawn in rounds by their squared distance from those drawn before, then reduced to k. random: k rows, quicker and often worse." },
    { "name": "initialSteps", "type": "int", "default": 2, "min": "1", "max": "20",
      "doc": "Rounds of k-means||, each of which draws about 2 k rows." },
    { "name": "seed", "type": "int", "default": 1, "doc": "Of the start. Same seed, ranks and machine type: same bits." }
  ],
  "outputs": [
    { "name": "centers", "rows": "k", "cols": "a.cols", "dtype": "a", "doc": "The centers, a row each." },
    { "name": "labels", "rows": "a.rows", "cols": "1", "dtype": "float64", "alignedWith": "a", "doc": "For each row of a the number, from 0, of the nearest center; of equally near ones the first." }
  ],
  "workspaceBytes": {
    "distributed": "48 * a.rows",
    "perRank": "16777216 + 8 * a.cols * (90 + 6 * ranks + k * (8 + 5 * initialSteps))"
  },
  "accuracy": "Centers are means to a small multiple of eps(float64), then rounded to the dtype of a; a label is the nearest center's but where distances agree to a.cols * eps(float64); inertia is summed from differences.",
  "cost": { "flops": "2 * a.rows * a.cols * k * (4 * initialSteps + iterations), less the rows that bounds spare", "passes": "4 + initialSteps + iterations" }
})json";

} // namespace athanor::rowwise
