/*
 * choleskySolve: A X = B for a symmetric positive definite A, by its Cholesky factor (ScaLAPACK's potrf and potrs): half the
 * arithmetic of solve, and no pivoting.
 *
 * On entry: inputs `a` (n x n, symmetric to rounding) and `b` (n x columns), both float64 or both float32. On exit: output `x`
 * (n x columns); the result has the backward error, measured on a and b as they were, and an estimate of a's reciprocal
 * condition. Cost: n^3 / 3 + 4 n^2 columns flops.
 * Errors: ATHANOR_NOT_SYMMETRIC, ATHANOR_NOT_POSITIVE_DEFINITE, ATHANOR_NOT_FINITE.
 */
#ifndef ATHANOR_SCALAPACK_CHOLESKY_SOLVE_H
#define ATHANOR_SCALAPACK_CHOLESKY_SOLVE_H

#include "athanor/library.hpp"

namespace athanor::scalapack {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void cholesky_solve(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kCholeskySolveManifest;

} // namespace athanor::scalapack

#endif
