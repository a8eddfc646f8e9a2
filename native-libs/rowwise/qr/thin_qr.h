/*
 * thinQr: A = Q R with Q'Q = I and R upper triangular with a non-negative diagonal.
 *
 * On entry: input `a` (m x n, m >= n), float64 or float32. On exit: outputs q (m x n, aligned with a) and r (n x n), in
 * a's dtype; the result says which method did it. Errors: ATHANOR_NOT_FINITE; ATHANOR_INVALID_ARGUMENT when m < n.
 *
 * CholeskyQR2 (Yamamoto, Nakatsukasa, Yanagisawa, Fukaya 2015): R1'R1 = A'A, R2'R2 = (A R1^-1)'(A R1^-1), three passes
 * and nothing as large as a kept. It is as orthogonal as Householder's method where the first step leaves
 * columns that are nearly orthonormal, which is measured; otherwise (condition beyond about 1e7) TSQR (tsqr.h).
 */
#ifndef ATHANOR_ROWWISE_THIN_QR_H
#define ATHANOR_ROWWISE_THIN_QR_H

#include "athanor/library.h"

namespace athanor::rowwise {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void thin_qr(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kThinQrManifest;

} // namespace athanor::rowwise

#endif
