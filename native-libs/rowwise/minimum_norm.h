/* The solution of least norm of a small triangular least squares problem. */
#ifndef ATHANOR_ROWWISE_MINIMUM_NORM_H
#define ATHANOR_ROWWISE_MINIMUM_NORM_H

#include <vector>

#include "athanor/library.hpp"

namespace athanor::rowwise {

struct MinimumNorm {
  std::vector<double> x; /* n x p */
  int64_t rank;
  int info; /* LAPACK's: not 0 where the singular values could not be found */
};

/*
 * Minimises |r x - c| and then |x|, for the upper trapezoidal r (up to n rows, n wide) and c (as many, p wide).
 * Singular values up to rcond times the largest count as zero. Back substitution where the condition is surely below
 * 1 / rcond, otherwise by the singular value decomposition: about 25 n^3 flops. Memory: 10 n^2 doubles, r included.
 */
MinimumNorm solve_minimum_norm(int64_t n, int64_t p, std::vector<double> r, std::vector<double> c, double rcond);

} // namespace athanor::rowwise

#endif
