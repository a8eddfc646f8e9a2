#include "solve.h"

#include "elimination.h"
#include "factor_api.h"
#include "linear_system.h"
#include "load.h"
#include "long_call.h"

namespace athanor::scalapack {
namespace {

/* X := A^-1 X; returns A's reciprocal condition. A's factors live in here only. */
template <typename T>
double eliminate(Context &context, const athanor_matrix &a, DistributedMatrix<T> &x) {
  DistributedMatrix<T> matrix = load<T>(context, a, {"redistribute", 0.05, 0.15});
  const double norm = one_norm(matrix);
  const Elimination elimination = factor(context, matrix, {"factor", 0.15, 0.7});
  require_regular(matrix, elimination, a.name);
  double rcond = 0;
  const double rows = static_cast<double>(matrix.rows()), columns = static_cast<double>(x.cols());
  long_call(context, {"solve", 0.7, 0.8}, 2 * rows * rows * (columns + 5), [&] {
    getrs(Op::none, matrix, elimination.pivots, x);
    rcond = reciprocal_condition(context, matrix, elimination, norm);
  });
  return rcond;
}

} // namespace

void solve(athanor_run *run) { solve_system(run, eliminate<double>, eliminate<float>); }

} // namespace athanor::scalapack
