/*
 * lu: P A = L U with partial pivoting (ScaLAPACK's getrf), for A of any shape.
 *
 * On entry: input `a` (m x n), float64 or float32. On exit, with p = min(m, n): outputs `l` (m x p, unit lower triangular or
 * trapezoidal), `u` (p x n, upper), `order` (m x 1: row i of L U is row order[i] of A); for a square A the result has sign
 * and logarithm of the determinant. A singular A is no error: `info` is the first zero pivot, or 0.
 * Cost: 2 n^3 / 3 flops where A is square. Memory: a and l. Errors: ATHANOR_NOT_FINITE.
 */
#ifndef ATHANOR_SCALAPACK_LU_H
#define ATHANOR_SCALAPACK_LU_H

#include "athanor/library.hpp"

namespace athanor::scalapack {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void lu(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kLuManifest;

} // namespace athanor::scalapack

#endif
