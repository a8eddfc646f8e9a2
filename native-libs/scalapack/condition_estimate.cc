#include "condition_estimate.h"

#include "elimination.h"
#include "factor_api.h"
#include "inputs.h"
#include "load.h"
#include "timings_json.h"

namespace athanor::scalapack {
namespace {

template <typename T>
void estimate(athanor_run *run, const athanor_matrix &a) {
  Context context(run, {shape_of(a)});
  DistributedMatrix<T> matrix = load<T>(context, a, {"redistribute", 0, 0.2});
  const double norm = one_norm(matrix);
  const Elimination elimination = factor(context, matrix, {"factor", 0.2, 0.9});
  const double rcond = elimination.info > 0 ? 0 : reciprocal_condition(context, matrix, elimination, norm);
  context.session.progress("estimate", 1, -1);
  run->result_json(run, ("{\"condition\":" + number(1 / rcond) + ",\"rcond\":" + number(rcond) + ",\"norm\":" +
                         number(norm) + ",\"timings\":" + timings_json(context.session) + "}")
                            .c_str());
}

} // namespace

void condition_estimate(athanor_run *run) {
  const athanor_matrix &a = input(run, "a");
  require_square(a);
  with_dtype(a.dtype, [&](auto zero) { estimate<decltype(zero)>(run, a); });
}

} // namespace athanor::scalapack
