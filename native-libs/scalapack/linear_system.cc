#include "linear_system.h"

#include <cmath>
#include <limits>

#include "factor_api.h"
#include "load.h"
#include "scalapack_api.h"
#include "store.h"
#include "timings_json.h"

namespace athanor::scalapack {

template <typename T>
double backward_error(Context &context, const athanor_matrix &a, const athanor_matrix &b, const DistributedMatrix<T> &x,
                      Stage stage) {
  const double middle = (stage.from + stage.to) / 2;
  const DistributedMatrix<T> matrix = load<T>(context, a, {stage.phase, stage.from, middle});
  DistributedMatrix<T> residual = load<T>(context, b, {stage.phase, middle, stage.to});
  const double a_norm = one_norm(matrix), x_norm = one_norm(x), b_norm = one_norm(residual);
  gemm(Op::none, Op::none, residual.rows(), residual.cols(), x.rows(), T{-1}, matrix.from(0, 0), x.from(0, 0), T{1},
       residual.from(0, 0));
  const double error = one_norm(residual);
  // Divided in turn: the product of two norms may be beyond the range.
  return error == 0 ? 0 : error / a_norm / (x_norm + b_norm / a_norm);
}

template <typename T>
void report_solution(Context &context, const DistributedMatrix<T> &x, double rcond, double error, Stage stage) {
  store(context, x, "x", stage);
  const bool doubtful = rcond < std::numeric_limits<T>::epsilon();
  const std::string warning =
      doubtful ? "\"a is nearly singular (reciprocal condition " + number(rcond) + "): x may have no correct digit\"" : "";
  context.run->result_json(context.run, ("{\"backwardError\":" + number(error) + ",\"rcond\":" + number(rcond) +
                                         ",\"warnings\":[" + warning + "],\"timings\":" +
                                         timings_json(context.session) + "}")
                                            .c_str());
}

#define ATHANOR_INSTANTIATE(T)                                                                                         \
  template double backward_error(Context &, const athanor_matrix &, const athanor_matrix &,                            \
                                 const DistributedMatrix<T> &, Stage);                                                 \
  template void report_solution(Context &, const DistributedMatrix<T> &, double, double, Stage);
ATHANOR_INSTANTIATE(double)
ATHANOR_INSTANTIATE(float)
#undef ATHANOR_INSTANTIATE

} // namespace athanor::scalapack
