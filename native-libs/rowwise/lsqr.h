/*
 * LSQR (Paige, Saunders 1982): the least squares solution of least norm by Golub and Kahan's bidiagonalisation of a,
 * one pass over a an iteration. The right-hand sides of a panel go through a pass together, each with a recurrence of
 * its own. What the recurrences promise is measured by a pass, and the iteration starts again from there if it is not
 * so.
 */
#ifndef ATHANOR_ROWWISE_LSQR_H
#define ATHANOR_ROWWISE_LSQR_H

#include "normal_residual.h"

namespace athanor::rowwise {

struct LsqrOptions {
  double tol;
  int64_t max_iterations;
  athanor_dtype dtype; /* of the result */
};

struct Lsqr {
  Panel x; /* rounded to the dtype; the same bits on every rank */
  std::vector<double> residuals; /* |b - a x|, measured, as all of these */
  std::vector<double> gradients; /* |a'(b - a x)| */
  int64_t iterations;
  bool converged;
};

/*
 * Collective. For columns [first, first + count) of b. A column has converged when |b - a x| <= tol (|b| + |a| |x|), or
 * |a'(b - a x)| <= tol |a| |b - a x|, or that is as small as rounding lets it be: 10 eps |a| (|b| + |a| |x|), with
 * Frobenius's norm of a and eps of the dtype. Cost: 4 rows n count flops an iteration. Memory on every rank: its rows
 * of b, and 6 n count doubles, with count rounded up to a multiple of 8.
 */
Lsqr lsqr(Session &session, Regression &regression, int64_t first, int64_t count, const LsqrOptions &options);

} // namespace athanor::rowwise

#endif
