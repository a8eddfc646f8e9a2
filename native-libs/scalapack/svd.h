/*
 * svd: A = U S V', all singular values and vectors (ScaLAPACK's gesvd: bidiagonalisation and QR iteration).
 *
 * On entry: input `a` (m x n), float64 or float32, all rows there. On exit, with p = min(m, n): outputs `u` (m x p) and `v` (n x p)
 * with orthonormal columns, `s` (p x 1, descending); the largest component of each v is positive. Cost: about 20 max(m, n)
 * min(m, n)^2 flops. Memory: a, u, v twice.
 * Errors: ATHANOR_NOT_CONVERGED, ATHANOR_NOT_FINITE, ATHANOR_INVALID_ARGUMENT (missing rows).
 */
#ifndef ATHANOR_SCALAPACK_SVD_H
#define ATHANOR_SCALAPACK_SVD_H

#include "athanor/library.hpp"

namespace athanor::scalapack {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void svd(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kSvdManifest;

} // namespace athanor::scalapack

#endif
