/*
 * qr: A = Q R (ScaLAPACK's geqrf and orgqr), Householder's method on blocks of columns, for A of any shape.
 *
 * On entry: input `a` (m x n), float64 or float32, all rows there. On exit, with p = min(m, n): outputs `q` (m x p, orthonormal
 * columns) and `r` (p x n, upper triangular or trapezoidal, diagonal not negative). Cost: 4 m n^2 - 4 n^3 / 3 flops for
 * m >= n. Memory: a and r. Errors: ATHANOR_NOT_FINITE, ATHANOR_INVALID_ARGUMENT (missing rows).
 */
#ifndef ATHANOR_SCALAPACK_QR_H
#define ATHANOR_SCALAPACK_QR_H

#include "athanor/library.hpp"

namespace athanor::scalapack {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void qr(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kQrManifest;

} // namespace athanor::scalapack

#endif
