/*
 * leastSquares: minimises |A X - B| column by column, and of all X that do, |X|; with or without an intercept.
 *
 * On entry: inputs `a` (m x n) and `b` (m x p), each float64 or float32, stored in the same order of rows. On exit:
 * outputs x (n x p, a's dtype) and intercept (1 x p, float64; zeros where none is asked for). The result has, per
 * column, |A X - B| and |A'(A X - B)|, measured by a last pass, and by which method; for tsqr the effective rank.
 * Errors: ATHANOR_NOT_FINITE; ATHANOR_INVALID_ARGUMENT; with `strict` ATHANOR_NOT_CONVERGED.
 *
 * Up to a few thousand columns by R and Q'B (stacked_qr.h), whatever the condition: about 2.4 m n^2 flops, three
 * passes. The rank is decided by the singular values of R, as in numpy.linalg.lstsq. Otherwise LSQR (lsqr.h),
 * matrix-free, a pass an iteration; their number grows with the condition.
 */
#ifndef ATHANOR_ROWWISE_LEAST_SQUARES_H
#define ATHANOR_ROWWISE_LEAST_SQUARES_H

#include "athanor/library.h"

namespace athanor::rowwise {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void least_squares(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kLeastSquaresManifest;

} // namespace athanor::rowwise

#endif
