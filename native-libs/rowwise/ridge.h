/*
 * ridge: minimises |A X - B|^2 + lambda |X|^2 column by column, with or without an intercept, which is not penalised;
 * of a itself or of random features of its rows (random_features.h), which makes it kernel ridge regression.
 *
 * On entry: inputs `a` (m x n) and `b` (m x p), each float64 or float32, stored in the same order of rows. On exit:
 * outputs x (N x p, a's dtype, N = n or the number of features) and intercept (1 x p, float64). The result has |A X -
 * B| per column and the relative residual of the normal equations, measured by a last pass. Errors:
 * ATHANOR_NOT_FINITE; ATHANOR_INVALID_ARGUMENT; with `strict` ATHANOR_NOT_CONVERGED.
 *
 * Conjugate gradients (conjugate_gradients.h), a pass an iteration; up to a few thousand columns with the Cholesky
 * factor of A'A + lambda I, which takes a pass and m N^2 flops, as their start and preconditioner: seldom more than a
 * step is needed.
 */
#ifndef ATHANOR_ROWWISE_RIDGE_H
#define ATHANOR_ROWWISE_RIDGE_H

#include "athanor/library.h"

namespace athanor::rowwise {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void ridge(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kRidgeManifest;

} // namespace athanor::rowwise

#endif
