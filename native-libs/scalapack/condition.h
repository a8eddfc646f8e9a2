/*
 * The 1-norm of an inverse, estimated from a few solves with one column (Hager 1984; Higham 1988, algorithm 4.1, as
 * LAPACK's lacn2). Nearly always within a factor of 3 and never too large. (ScaLAPACK 2.2.1 has gecon for this: its figures
 * are too small by one or two orders of magnitude.)
 */
#ifndef ATHANOR_SCALAPACK_CONDITION_H
#define ATHANOR_SCALAPACK_CONDITION_H

#include <functional>
#include <vector>

#include "distributed_matrix.h"
#include "small_dense.h"

namespace athanor::scalapack {

/* Overwrites the n x 1 column c with op(A)^-1 c. */
template <typename T>
using ColumnSolver = std::function<void(Op op, DistributedMatrix<T> &column)>;

/* Collective: an estimate of |A^-1| in the 1-norm for an n x n A, the same on every rank; infinite where it overflows. */
template <typename T>
double inverse_norm(Context &context, int64_t n, const ColumnSolver<T> &solver);

/* Collective: 1 / (norm |A^-1|); 0 where that underflows, or where norm is 0. */
template <typename T>
double reciprocal_condition(Context &context, int64_t n, double norm, const ColumnSolver<T> &solver) {
  return norm == 0 ? 0 : 1 / inverse_norm(context, n, solver) / norm;
}

} // namespace athanor::scalapack

#endif
