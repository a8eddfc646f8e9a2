#include "condition_estimate.h"

namespace athanor::scalapack {

/* Memory: a, which its factors replace. */
const char *const kConditionEstimateManifest = R"json({
  "name": "conditionEstimate",
  "doc": "How ill-conditioned a square a is: its condition number in the 1-norm, estimated from its LU factors. A condition of 1e10 costs ten digits.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "blockCyclic", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "The square matrix; every entry finite." }
  ],
  "params": [],
  "outputs": [],
  "workspaceBytes": {
    "distributed": "itemsize * a.rows * a.cols",
    "perRank": "67108864 + 40 * a.rows"
  },
  "limits": [
    { "expression": "a.rows == a.cols", "message": "a must be square" },
    { "expression": "max(a.rows) < 2147483648", "message": "fewer than 2^31 rows and columns" },
    { "expression": "a.rows * a.cols / ranks < 1500000000",
      "message": "at most 1.5e9 entries of a matrix on a rank; use more ranks" }
  ],
  "accuracy": "The estimate is never above the condition but for rounding, and nearly always within a factor of 3 of it.",
  "cost": { "flops": "2 / 3 * a.rows * a.rows * a.rows", "passes": "1" }
})json";

} // namespace athanor::scalapack
