#include "linear_predict.h"

namespace athanor::rowwise {

/* Memory: x twice while its rows are put in order, this rank's part of it; the features' weights; blocks of a, of its
 * features and of the scores. */
const char *const kLinearPredictManifest = R"json({
  "name": "linearPredict",
  "doc": "a x + intercept, or the probabilities it stands for: what a model of leastSquares, ridge or logisticRegression says of rows.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "The rows to judge, in place; every entry finite." },
    { "name": "x", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "Coefficients: a row for each column of a, or for each feature." },
    { "name": "intercept", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "The constant terms: one row, as many columns as x." }
  ],
  "params": [
    { "name": "output", "type": "string", "enum": ["value", "probability"], "default": "value",
      "doc": "value: a x + intercept. probability: 1 / (1 + exp(-value)) for one column; for several exp(value) over the sum of the row." },
    { "name": "features", "type": "int", "default": 0, "min": "0", "max": "100000",
      "doc": "As ridge was given: the number of random features that the model is of; 0: it is of a's columns." },
    { "name": "gamma", "type": "float", "default": 1, "min": "0", "doc": "features: as ridge was given." },
    { "name": "seed", "type": "int", "default": 1, "doc": "features: as ridge was given." }
  ],
  "outputs": [
    { "name": "prediction", "rows": "a.rows", "cols": "x.cols", "dtype": "a", "alignedWith": "a", "doc": "A column for each of x." }
  ],
  "workspaceBytes": {
    "distributed": "8 * x.rows * x.cols",
    "perRank": "33554432 + 8 * (2 * x.rows * x.cols + 1920 * x.cols + 64 * a.cols + features * (a.cols + 64))"
  },
  "limits": [
    { "expression": "x.rows <= max(features, (features == 0) * a.cols)", "message": "x needs a row for each column of a, or for each of the features that the model was made of" },
    { "expression": "intercept.rows <= 1 && intercept.cols == x.cols", "message": "intercept needs one row, and a column for each of x" }
  ],
  "accuracy": "Values to a small multiple of x.rows * eps(float64) * |row of a| * |column of x|, then rounded to the dtype of a.",
  "cost": { "flops": "2 * a.rows * x.rows * x.cols + 2 * a.rows * a.cols * features", "passes": "1" }
})json";

const char *const kLinearClassifyManifest = R"json({
  "name": "linearClassify",
  "doc": "The class of each row of a by a linear model: the number of the largest of a x + intercept, counted from 0.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "The rows to judge, in place; every entry finite." },
    { "name": "x", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "Coefficients: a row for each column of a, or for each feature." },
    { "name": "intercept", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "The constant terms: one row, as many columns as x." }
  ],
  "params": [
    { "name": "features", "type": "int", "default": 0, "min": "0", "max": "100000",
      "doc": "As ridge was given: the number of random features that the model is of; 0: it is of a's columns." },
    { "name": "gamma", "type": "float", "default": 1, "min": "0", "doc": "features: as ridge was given." },
    { "name": "seed", "type": "int", "default": 1, "doc": "features: as ridge was given." }
  ],
  "outputs": [
    { "name": "classes", "rows": "a.rows", "cols": "1", "dtype": "a", "alignedWith": "a",
      "doc": "Which column of a x + intercept is the largest, the first on ties; where x has one column, 1 if the value is above 0, else 0." }
  ],
  "workspaceBytes": {
    "distributed": "8 * x.rows * x.cols",
    "perRank": "33554432 + 8 * (2 * x.rows * x.cols + 1920 * x.cols + 64 * a.cols + features * (a.cols + 64))"
  },
  "limits": [
    { "expression": "x.rows <= max(features, (features == 0) * a.cols)", "message": "x needs a row for each column of a, or for each of the features that the model was made of" },
    { "expression": "intercept.rows <= 1 && intercept.cols == x.cols", "message": "intercept needs one row, and a column for each of x" }
  ],
  "accuracy": "As linearPredict's values: rows whose two largest agree to that may go either way.",
  "cost": { "flops": "2 * a.rows * x.rows * x.cols + 2 * a.rows * a.cols * features", "passes": "1" }
})json";

} // namespace athanor::rowwise
