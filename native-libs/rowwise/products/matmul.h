/*
 * matmul: P = A B, with a B small enough for every rank to hold.
 *
 * On entry: inputs `a` (m x n) and `b` (n x p), each float64 or float32. On exit: output product (m x p, a's dtype,
 * aligned with a). Errors: ATHANOR_NOT_FINITE; ATHANOR_INVALID_ARGUMENT unless b has as many rows as a has columns.
 */
#ifndef ATHANOR_ROWWISE_MATMUL_H
#define ATHANOR_ROWWISE_MATMUL_H

#include "athanor/library.h"

namespace athanor::rowwise {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void matmul(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kMatmulManifest;

} // namespace athanor::rowwise

#endif
