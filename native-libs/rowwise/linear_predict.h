/*
 * linearPredict and linearClassify: what a linear model, x and intercept, says of the rows of a. Models of
 * leastSquares, ridge and logisticRegression; of random features where the model was made of them.
 *
 * On entry: inputs `a` (m x n), x (N x p; N = n or the number of features) and intercept (1 x p), each float64 or
 * float32. On exit, in a's dtype and aligned with a: linearPredict: prediction (m x p), which is S = z(A) X +
 * intercept, or the probabilities it stands for: sigmoid(S) for one column, softmax of the row for several.
 * linearClassify: classes (m x 1), the number of the largest entry of each row of S (the first on ties); for one
 * column 1 where S > 0, else 0. Errors: ATHANOR_NOT_FINITE; ATHANOR_INVALID_ARGUMENT where the shapes do not fit.
 */
#ifndef ATHANOR_ROWWISE_LINEAR_PREDICT_H
#define ATHANOR_ROWWISE_LINEAR_PREDICT_H

#include "athanor/library.h"

namespace athanor::rowwise {

/* Collective. Throw athanor::Error or athanor::Cancelled on every rank alike. */
void linear_predict(athanor_run *run);
void linear_classify(athanor_run *run);

/* The routines' entries of the manifest. */
extern const char *const kLinearPredictManifest;
extern const char *const kLinearClassifyManifest;

} // namespace athanor::rowwise

#endif
