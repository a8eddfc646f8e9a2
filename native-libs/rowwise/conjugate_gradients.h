/*
 * Conjugate gradients (Hestenes, Stiefel 1952) on the normal equations of a regression, (a'a + lambda I) x = a'b,
 * without a'a: one pass over a an iteration makes a'(a p). The columns of a panel go through a pass together, each
 * with a recurrence of its own. What the recurrences promise is measured by a pass; where that falls short they start
 * again.
 */
#ifndef ATHANOR_ROWWISE_CONJUGATE_GRADIENTS_H
#define ATHANOR_ROWWISE_CONJUGATE_GRADIENTS_H

#include "normal_residual.h"
#include "ridge_preconditioner.h"

namespace athanor::rowwise {

struct CgOptions {
  double tol;
  int64_t max_iterations;
  athanor_dtype dtype; /* of the result */
};

struct CgResult {
  Panel x; /* rounded to the dtype; the same bits on every rank */
  std::vector<double> residuals; /* |b - a x| of each column, measured, as the next */
  double relative_residual;      /* of the normal equations, over |a'b|: the largest of a column */
  int64_t iterations;
  bool converged;
};

/*
 * Collective. For columns [first, first + x.columns()) of b, from x on; right_side is |a'b| of each column, or empty
 * where x is zero and the first measurement tells. A column has converged when |a'(b - a x) - lambda x| <= tol |a'b|,
 * or is as small as rounding lets it be: 10 eps (|a|^2 + lambda) |x|, with Frobenius's norm of a and eps of the
 * dtype. Cost: 4 rows n columns flops an iteration. Memory: 5 panels on every rank.
 */
CgResult conjugate_gradients(Session &session, Regression &regression, const RidgePreconditioner &preconditioner,
                             int64_t first, Panel x, std::vector<double> right_side, const CgOptions &options);

} // namespace athanor::rowwise

#endif
