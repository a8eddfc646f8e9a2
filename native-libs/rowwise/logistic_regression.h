/*
 * logisticRegression: coefficients X and intercepts b that minimise
 *
 *   f(X, b) = 1 / m * sum over rows of the loss of a row's margins (a_i X + b) + lambda / 2 |X|^2.
 *
 * Two classes: one column, loss log(1 + exp(-margin)) of class 1 and log(1 + exp(margin)) of class 0. More: softmax, a
 * column for each class, loss log(sum of exp(margins)) - margin of the own class. This is Spark ML's objective without
 * its standardisation, and scikit-learn's with C = 1 / (lambda m). The intercept is not penalised.
 *
 * On entry: input `a` (m x n) and `labels` (m x 1, whole numbers from 0), float64 or float32, the same rows in the same
 * order. On exit: outputs x (n x columns) and intercept (1 x columns, zero without one), in a's dtype; the result has
 * the loss and the gradient of what is returned. Errors: ATHANOR_NOT_FINITE; ATHANOR_INVALID_ARGUMENT for labels and
 * for squares beyond the range of a double; with strict ATHANOR_NOT_CONVERGED.
 *
 * lbfgs: L-BFGS (lbfgs.h) in the metric of logistic_curvature.h, each evaluation one pass (logistic_objective.h). sgd:
 * minibatch_sgd.h. Flops: 4 m n columns an evaluation, and m n^2 at most for the metric.
 */
#ifndef ATHANOR_ROWWISE_LOGISTIC_REGRESSION_H
#define ATHANOR_ROWWISE_LOGISTIC_REGRESSION_H

#include "athanor/library.h"

namespace athanor::rowwise {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void logistic_regression(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kLogisticRegressionManifest;

} // namespace athanor::rowwise

#endif
