/*
 * What SLEPc's solvers are asked after each restart: how far from converged a value is, and whether to stop. Decided on
 * rank 0 and broadcast, because ranks that differ in the last bit would part ways.
 */
#ifndef ATHANOR_SLEPC_SOLVER_CONTROL_H
#define ATHANOR_SLEPC_SOLVER_CONTROL_H

#include <algorithm>
#include <cmath>
#include <limits>

#include "shell_matrix.h"

namespace athanor::slepc {

/* A residual may be max(tol * |value|, floor * |the largest value|). */
struct Tolerance {
  double tol;
  double floor = 100 * std::numeric_limits<double>::epsilon();

  double bound(double value, double largest) const { return std::max(tol * std::fabs(value), floor * largest); }
};

struct SolverLimits {
  int64_t k;
  Tolerance tolerance;
  int64_t max_iterations; /* restarts */

  /* Columns of the basis between restarts. */
  int64_t basis(int64_t side) const { return std::min(side, std::max(2 * k, k + 32)); }
};

class SolverControl {
 public:
  SolverControl(const ShellMatrix &matrix, Session &session, const SolverLimits &limits)
      : matrix_(matrix), session_(session), limits_(limits) {}

  /* Over the error that is allowed, by half, so that rounding leaves it allowed. With the last iteration everything
   * counts as converged: the solver then hands out what it has, and the certificate tells what it is worth. */
  double error(double value, double residual, int64_t iteration);
  /* Whether the solver is to stop. */
  bool finished(int64_t iteration, int64_t converged);
  /* Values that no convergence test sees, but that tell the matrix's norm. */
  void see(double value) { largest_ = std::max(largest_, std::fabs(value)); }

  double largest() const { return largest_; }
  int64_t iterations() const { return iterations_; }

 private:
  const ShellMatrix &matrix_;
  Session &session_;
  const SolverLimits limits_;
  double largest_ = 0;
  double open_residual_ = -1; /* relative, of the first value that has not converged */
  int64_t iterations_ = 0;
};

} // namespace athanor::slepc

#endif
