/*
 * eigh: A V = V diag(w), all eigenvalues and eigenvectors of a symmetric A (ScaLAPACK's syevd: tridiagonalisation, divide and
 * conquer).
 *
 * On entry: input `a` (n x n), float64 or float32, symmetric to rounding, all rows there; the lower triangle counts. On exit:
 * outputs `values` (n x 1, ascending, as numpy has them) and `vectors` (n x n, orthonormal columns, the largest component of
 * each positive; a row for each row of a). Cost: about 9 n^3 flops. Memory: a, vectors, and 3 n^2 in all for the method.
 * Errors: ATHANOR_NOT_SYMMETRIC, ATHANOR_NOT_CONVERGED, ATHANOR_NOT_FINITE, ATHANOR_INVALID_ARGUMENT (missing rows).
 */
#ifndef ATHANOR_SCALAPACK_EIGH_H
#define ATHANOR_SCALAPACK_EIGH_H

#include "athanor/library.hpp"

namespace athanor::scalapack {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void eigh(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kEighManifest;

} // namespace athanor::scalapack

#endif
