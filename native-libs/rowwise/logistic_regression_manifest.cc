#include "logistic_regression.h"

namespace athanor::rowwise {

/*
 * Memory: labels and SGD's order of rows are distributed. On every rank the coefficients as sent and received, blocks,
 * and A'A with its copy where the metric is not diagonal (up to 4096 columns); on rank 0 L-BFGS's 2 * 10 + 6 vectors as
 * wide as the kernels take them, 7 columns more than there are at most.
 */
const char *const kLogisticRegressionManifest = R"json({
  "name": "logisticRegression",
  "doc": "Logistic regression with an L2 penalty, for two classes or more (softmax): minimises mean of the rows' losses + lambda / 2 |x|^2. Predict with the margins a x + intercept: for two classes a positive one means class 1, for more the largest wins.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "Observations, one a row; every entry finite. Columns of very different scales are fine for lbfgs; but the penalty and sgd see scales: standardize first." },
    { "name": "labels", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "One column: the class of each row of a, a whole number from 0 to classes - 1, in the same order of rows." }
  ],
  "params": [
    { "name": "classes", "type": "int", "required": true, "min": "2", "max": "10000",
      "doc": "How many classes. 2 fits one column of coefficients, more a column for each class." },
    { "name": "lambda", "type": "float", "default": 1e-4, "min": "0",
      "doc": "Strength of the L2 penalty, which leaves the intercept out. It is Spark ML's regParam (with standardization off), and 1 / (C * rows) for scikit-learn's C. With 0, separable classes have no finite answer: coefficients grow until tol is met." },
    { "name": "intercept", "type": "bool", "default": true, "doc": "Whether the margins have a constant term." },
    { "name": "method", "type": "string", "enum": ["lbfgs", "sgd"], "default": "lbfgs",
      "doc": "lbfgs: all rows in each step; preconditioned with the columns' correlations. sgd: stochastic gradient descent with momentum 0.9, for a rough answer in a few passes over very many rows." },
    { "name": "tol", "type": "float", "default": 1e-4, "min": "0",
      "doc": "Converged when no entry of the gradient is larger than tol, each divided by the root mean square of its column of a (1 for the intercept); for standardized columns this is scikit-learn's tol." },
    { "name": "maxIterations", "type": "int", "default": 500, "min": "0", "doc": "lbfgs: iterations before the result is returned as it is." },
    { "name": "batchRows", "type": "int", "default": 256, "min": "1", "max": "65536", "doc": "sgd: rows in each step, over all ranks." },
    { "name": "epochs", "type": "int", "default": 10, "min": "1", "doc": "sgd: how often each row is visited." },
    { "name": "learningRate", "type": "float", "default": 0.5, "min": "0",
      "doc": "sgd: the first step, in units of 1 / (mean curvature of a row's loss); it falls linearly to 0 in the last. Above about 2 it may diverge." },
    { "name": "seed", "type": "int", "default": 1, "doc": "sgd: of the order of rows. Same seed, ranks and machine type: same bits." },
    { "name": "strict", "type": "bool", "default": false, "doc": "Whether a result that has not converged is an error (ATHANOR_NOT_CONVERGED) instead of a warning." }
  ],
  "outputs": [
    { "name": "x", "rows": "a.cols", "cols": "(classes > 2) * classes + (classes == 2)", "dtype": "a", "doc": "Coefficients; one column for two classes, else one for each class." },
    { "name": "intercept", "rows": "1", "cols": "(classes > 2) * classes + (classes == 2)", "dtype": "a", "doc": "The constant term of each column's margins; 0 without one." }
  ],
  "workspaceBytes": {
    "distributed": "12 * a.rows",
    "perRank": "33554432 + 8 * (a.cols + 1) * (30 * (classes + 7) + (a.cols <= 4096) * 3 * a.cols) + 16 * batchRows * a.cols / ranks"
  },
  "limits": [
    { "expression": "a.rows == labels.rows", "message": "a and labels need the same rows" },
    { "expression": "labels.cols == 1", "message": "labels has one column" }
  ],
  "accuracy": "The gradient at x is measured, not estimated; the loss is above its minimum by the order of gradientNorm^2 / curvature.",
  "cost": { "flops": "4 * a.rows * a.cols * classes * evaluations", "passes": "1 + evaluations, of which lbfgs needs 20 to 200; for sgd 2 + epochs" }
})json";

} // namespace athanor::rowwise
