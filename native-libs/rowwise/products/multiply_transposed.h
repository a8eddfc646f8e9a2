/*
 * multiplyTransposed: P = A'B for two matrices with the same rows.
 *
 * On entry: inputs `a` (m x n) and `b` (m x p), each float64 or float32, stored in the same order of rows. On
 * exit: output product (n x p, a's dtype). Errors: ATHANOR_NOT_FINITE; ATHANOR_INVALID_ARGUMENT unless the rows
 * are the same.
 */
#ifndef ATHANOR_ROWWISE_MULTIPLY_TRANSPOSED_H
#define ATHANOR_ROWWISE_MULTIPLY_TRANSPOSED_H

#include "athanor/library.h"

namespace athanor::rowwise {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void multiply_transposed(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kMultiplyTransposedManifest;

} // namespace athanor::rowwise

#endif
