/*
 * transpose: A'.
 *
 * On entry: input `a` (m x n), float64 or float32. On exit: output transposed (n x m, a's dtype), exact. Errors:
 * ATHANOR_NOT_FINITE, ATHANOR_OUT_OF_MEMORY. Memory: the matrix and its transpose, once, over all ranks. By PBLAS's
 * pxtran.
 */
#ifndef ATHANOR_SCALAPACK_TRANSPOSE_H
#define ATHANOR_SCALAPACK_TRANSPOSE_H

#include "athanor/library.h"

namespace athanor::scalapack {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void transpose(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kTransposeManifest;

} // namespace athanor::scalapack

#endif
