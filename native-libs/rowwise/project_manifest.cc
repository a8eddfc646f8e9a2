#include "project.h"

namespace athanor::rowwise {

/* Memory: components twice while their rows are put in order, this rank's part of them; blocks of a and of the scores. */
const char *const kProjectManifest = R"json({
  "name": "project",
  "doc": "(a - mean) components: the coordinates of rows along components that pca found, on the same or other rows.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "The rows to project, in place; every entry finite." },
    { "name": "components", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "A component a column, a row for each column of a." },
    { "name": "mean", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "What is subtracted from every row: one value for each column of a, as a column." }
  ],
  "params": [],
  "outputs": [
    { "name": "scores", "rows": "a.rows", "cols": "components.cols", "dtype": "a", "alignedWith": "a", "doc": "Coordinates of the rows of a, summed in float64." }
  ],
  "workspaceBytes": {
    "distributed": "8 * components.rows * components.cols",
    "perRank": "67108864 + 8 * (2 * components.rows * components.cols + 960 * components.cols * 2 + 40 * a.cols)"
  },
  "limits": [
    { "expression": "components.rows <= a.cols", "message": "components needs a row for each column of a" },
    { "expression": "mean.rows <= a.cols && mean.cols == 1", "message": "mean needs one column, and a row for each column of a" }
  ],
  "accuracy": "Each entry to a small multiple of a.cols * eps(float64) * |row of a - mean| * |component|, then rounded to the dtype of a.",
  "cost": { "flops": "2 * a.rows * a.cols * components.cols", "passes": "1" }
})json";

} // namespace athanor::rowwise
