/* The job of the solvers of square systems a x = b, which differ in their factorisation alone. */
#ifndef ATHANOR_SCALAPACK_LINEAR_SYSTEM_H
#define ATHANOR_SCALAPACK_LINEAR_SYSTEM_H

#include "distributed_matrix.h"

namespace athanor::scalapack {

/* Collective: overwrites x, which is b, with a^-1 b, within the fractions 0.05 to 0.8 of the job; returns a's reciprocal
 * condition. a's factors are gone when it returns. */
template <typename T>
using Solver = double (*)(Context &context, const athanor_matrix &a, DistributedMatrix<T> &x);

/*
 * Collective: checks the inputs `a` and `b`, solves, reads both anew for the normwise backward error
 * |b - a x| / (|a| |x| + |b|) in the 1-norm (a few eps where the solution is as good as the data allows: Higham 2002,
 * section 7.1), and writes `x`. The result is {"backwardError","rcond","warnings","timings"}, with a warning where rcond is
 * below eps. Throws ATHANOR_INVALID_ARGUMENT, ATHANOR_NOT_FINITE, and what the solver throws.
 */
void solve_system(athanor_run *run, Solver<double> in_double, Solver<float> in_single);

} // namespace athanor::scalapack

#endif
