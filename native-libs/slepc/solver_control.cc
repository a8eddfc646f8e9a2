#include "solver_control.h"

namespace athanor::slepc {

double SolverControl::error(double value, double residual, int64_t iteration) {
  see(value);
  const double allowed = limits_.tolerance.bound(value, largest_) / 2;
  double ratio = residual == 0 || iteration >= limits_.max_iterations ? 0 : residual / allowed;
  session_.group.broadcast(&ratio, 1);
  if (ratio >= 1) open_residual_ = value != 0 ? std::fabs(residual / value) : residual;
  return ratio;
}

bool SolverControl::finished(int64_t iteration, int64_t converged) {
  iterations_ = iteration;
  const double part = static_cast<double>(std::min(converged, limits_.k)) / static_cast<double>(limits_.k);
  session_.progress("iterate", 0.1 + 0.8 * part, open_residual_);
  double stop = matrix_.stopped() || converged >= limits_.k || iteration >= limits_.max_iterations;
  session_.group.broadcast(&stop, 1);
  return stop != 0;
}

} // namespace athanor::slepc
