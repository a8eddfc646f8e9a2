#include "cholesky.h"

#include <cmath>

#include "definite.h"
#include "inputs.h"
#include "store.h"
#include "timings_json.h"
#include "triangles.h"

namespace athanor::scalapack {
namespace {

template <typename T>
void factor_input(athanor_run *run, const athanor_matrix &a) {
  Context context(run, {shape_of(a)});
  DistributedMatrix<T> l = definite_factor<T>(context, a, {"factor", 0.2, 0.8}, nullptr);
  double log_determinant = 0;
  for (const double entry : diagonal(context, l)) log_determinant += 2 * std::log(entry);
  zero_above_diagonal(context, l);
  store(context, l, "l", {"write", 0.8, 1});
  run->result_json(run, ("{\"logDeterminant\":" + number(log_determinant) + ",\"timings\":" +
                         timings_json(context.session) + "}")
                            .c_str());
}

} // namespace

void cholesky(athanor_run *run) {
  const athanor_matrix &a = input(run, "a");
  require_square(a);
  with_dtype(a.dtype, [&](auto zero) { factor_input<decltype(zero)>(run, a); });
}

} // namespace athanor::scalapack
