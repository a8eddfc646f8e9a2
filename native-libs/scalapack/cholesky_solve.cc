#include "cholesky_solve.h"

#include "condition.h"
#include "definite.h"
#include "factor_api.h"
#include "linear_system.h"
#include "long_call.h"

namespace athanor::scalapack {
namespace {

/* X := A^-1 X; returns A's reciprocal condition. A's factor lives in here only. */
template <typename T>
double substitute(Context &context, const athanor_matrix &a, DistributedMatrix<T> &x) {
  double norm = 0;
  const DistributedMatrix<T> factor = definite_factor<T>(context, a, {"factor", 0.2, 0.7}, &norm);
  double rcond = 0;
  const double rows = static_cast<double>(factor.rows()), columns = static_cast<double>(x.cols());
  long_call(context, {"solve", 0.7, 0.8}, 2 * rows * rows * (columns + 5), [&] {
    potrs(factor, x);
    const ColumnSolver<T> solver = [&](Op, DistributedMatrix<T> &column) { potrs(factor, column); };
    rcond = reciprocal_condition(context, factor.rows(), norm, solver);
  });
  return rcond;
}

} // namespace

void cholesky_solve(athanor_run *run) { solve_system(run, substitute<double>, substitute<float>); }

} // namespace athanor::scalapack
