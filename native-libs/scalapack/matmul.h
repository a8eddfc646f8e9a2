/*
 * matmul: P = A B.
 *
 * On entry: inputs `a` (m x k) and `b` (k x n), both float64 or both float32. On exit: output product (m x n, their
 * dtype, aligned with a). Errors: ATHANOR_NOT_FINITE; ATHANOR_INVALID_ARGUMENT unless b has as many rows as a has
 * columns, and both one dtype; ATHANOR_OUT_OF_MEMORY. 2 m n k flops. Memory: the three matrices, once, over all ranks.
 *
 * PBLAS's pxgemm, in slices of a second or so, between which the job can be cancelled: slices of k first, since these
 * send nothing twice (SUMMA, van de Geijn and Watts 1997, does the same with thinner ones).
 */
#ifndef ATHANOR_SCALAPACK_MATMUL_H
#define ATHANOR_SCALAPACK_MATMUL_H

#include "athanor/library.h"

namespace athanor::scalapack {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void matmul(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kMatmulManifest;

} // namespace athanor::scalapack

#endif
