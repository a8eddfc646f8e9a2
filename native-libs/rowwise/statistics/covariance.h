/*
 * covariance: C = (A - 1 mean')' (A - 1 mean') / (m - ddof), centred block by block without a centred copy.
 *
 * On entry: input `a` (m x n), float64 or float32, at least 1 x 1. On exit: outputs `covariance` (n x n, a's dtype,
 * symmetric to the last bit) and `mean` (n x 1, float64). Errors: ATHANOR_NOT_FINITE; ATHANOR_INVALID_ARGUMENT
 * unless m > ddof.
 */
#ifndef ATHANOR_ROWWISE_COVARIANCE_H
#define ATHANOR_ROWWISE_COVARIANCE_H

#include "athanor/library.h"

namespace athanor::rowwise {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void covariance(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kCovarianceManifest;

} // namespace athanor::rowwise

#endif
