/*
 * leastSquares: for each column b of B, the x of smallest |A x - b|, or where A has more columns than rows the smallest x
 * with A x = b (ScaLAPACK's gels: QR or LQ). A must have full rank; rowwise.leastSquares takes any.
 *
 * On entry: inputs `a` (m x n) and `b` (m x columns), both float64 or both float32. On exit: output `x` (n x columns); the result
 * has the norms of A x - b and an estimate of the reciprocal condition of A's triangular factor.
 * Cost: 2 m n^2 - 2 n^3 / 3 flops for m >= n. Errors: ATHANOR_SINGULAR where that condition is below eps, ATHANOR_NOT_FINITE.
 */
#ifndef ATHANOR_SCALAPACK_LEAST_SQUARES_H
#define ATHANOR_SCALAPACK_LEAST_SQUARES_H

#include "athanor/library.hpp"

namespace athanor::scalapack {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void least_squares(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kLeastSquaresManifest;

} // namespace athanor::scalapack

#endif
