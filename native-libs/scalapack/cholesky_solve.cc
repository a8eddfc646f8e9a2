#include "cholesky_solve.h"

#include "condition.h"
#include "definite.h"
#include "factor_api.h"
#include "inputs.h"
#include "linear_system.h"
#include "load.h"
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

template <typename T>
void solve_system(athanor_run *run, const athanor_matrix &a, const athanor_matrix &b) {
  Context context(run, {shape_of(a), shape_of(b)});
  DistributedMatrix<T> x = load<T>(context, b, {"redistribute", 0, 0.05});
  const double rcond = substitute(context, a, x);
  const double error = backward_error(context, a, b, x, {"check", 0.8, 0.95});
  report_solution(context, x, rcond, error, {"write", 0.95, 1});
}

} // namespace

void cholesky_solve(athanor_run *run) {
  const athanor_matrix &a = input(run, "a"), &b = input(run, "b");
  require_same_dtype(a, b);
  require_square(a);
  require_rows(b, a.matrix_rows, "as many as a has");
  with_dtype(a.dtype, [&](auto zero) { solve_system<decltype(zero)>(run, a, b); });
}

} // namespace athanor::scalapack
