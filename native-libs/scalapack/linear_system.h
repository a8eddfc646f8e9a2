/* What the solvers of square systems share. */
#ifndef ATHANOR_SCALAPACK_LINEAR_SYSTEM_H
#define ATHANOR_SCALAPACK_LINEAR_SYSTEM_H

#include "distributed_matrix.h"
#include "row_pass.h"

namespace athanor::scalapack {

/*
 * Collective: the normwise backward error |b - a x| / (|a| |x| + |b|) in the 1-norm, with a and b read anew: a few eps
 * where the solution is as good as the data allows (Higham 2002, section 7.1). `x` is a.cols x b.cols.
 */
template <typename T>
double backward_error(Context &context, const athanor_matrix &a, const athanor_matrix &b, const DistributedMatrix<T> &x,
                      Stage stage);

/* Writes x, and {"backwardError":...,"rcond":...,"warnings":[...],"timings":...}: a warning where a system is so ill-
 * conditioned that rcond is below eps. */
template <typename T>
void report_solution(Context &context, const DistributedMatrix<T> &x, double rcond, double error, Stage stage);

} // namespace athanor::scalapack

#endif
