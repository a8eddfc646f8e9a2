/* The Cholesky factor of an input, with the checks that it needs. */
#ifndef ATHANOR_SCALAPACK_DEFINITE_H
#define ATHANOR_SCALAPACK_DEFINITE_H

#include "distributed_matrix.h"
#include "row_pass.h"

namespace athanor::scalapack {

/*
 * Collective: L in the lower triangle, the input's own entries above. Throws on every rank ATHANOR_NOT_SYMMETRIC,
 * ATHANOR_NOT_FINITE, ATHANOR_NOT_POSITIVE_DEFINITE with info and the rank that has the pivot. Checks and loads before
 * `stage` begins. `norm`, where given, gets the 1-norm of the input.
 */
template <typename T>
DistributedMatrix<T> definite_factor(Context &context, const athanor_matrix &input, Stage stage, double *norm);

} // namespace athanor::scalapack

#endif
