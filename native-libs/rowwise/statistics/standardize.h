/*
 * standardize: every column of A less its mean, divided by its standard deviation.
 *
 * On entry: input `a` (m x n), float64 or float32. On exit: outputs standardized (m x n, a's dtype, aligned with a),
 * mean and scale (n x 1, float64). Errors: ATHANOR_NOT_FINITE; ATHANOR_INVALID_ARGUMENT unless m > ddof.
 */
#ifndef ATHANOR_ROWWISE_STANDARDIZE_H
#define ATHANOR_ROWWISE_STANDARDIZE_H

#include "athanor/library.h"

namespace athanor::rowwise {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void standardize(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kStandardizeManifest;

} // namespace athanor::rowwise

#endif
