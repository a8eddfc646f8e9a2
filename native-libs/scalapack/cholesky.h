/*
 * cholesky: A = L L' for a symmetric positive definite A (ScaLAPACK's potrf).
 *
 * On entry: input `a` (n x n), float64 or float32, symmetric to rounding; the lower triangle counts. On exit: output `l` (n x
 * n), lower triangular with a positive diagonal; the result has the logarithm of the determinant. Cost: n^3 / 3 flops.
 * Errors: ATHANOR_NOT_SYMMETRIC, ATHANOR_NOT_POSITIVE_DEFINITE, ATHANOR_NOT_FINITE.
 */
#ifndef ATHANOR_SCALAPACK_CHOLESKY_H
#define ATHANOR_SCALAPACK_CHOLESKY_H

#include "athanor/library.hpp"

namespace athanor::scalapack {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void cholesky(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kCholeskyManifest;

} // namespace athanor::scalapack

#endif
