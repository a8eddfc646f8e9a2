/*
 * project: S = (A - 1 mean') C, the coordinates of rows along fitted components (pca's, on other rows).
 *
 * On entry: inputs `a` (m x n), `components` (n x k), `mean` (n x 1), each float64 or float32. On exit: output
 * scores (m x k, a's dtype, aligned with a). Errors: ATHANOR_NOT_FINITE; ATHANOR_INVALID_ARGUMENT unless shapes fit.
 */
#ifndef ATHANOR_ROWWISE_PROJECT_H
#define ATHANOR_ROWWISE_PROJECT_H

#include "athanor/library.h"

namespace athanor::rowwise {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void project(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kProjectManifest;

} // namespace athanor::rowwise

#endif
