#include "svd.h"

#include "factor_api.h"
#include "inputs.h"
#include "load.h"
#include "long_call.h"
#include "numeric_errors.h"
#include "row_writer.h"
#include "scalapack_api.h"
#include "scaling.h"
#include "signs.h"
#include "store.h"
#include "timings_json.h"

namespace athanor::scalapack {
namespace {

/* V's columns with the signs of their largest components, which U's columns take too. */
template <typename T>
DistributedMatrix<T> right_vectors(Context &context, DistributedMatrix<T> vt, DistributedMatrix<T> &u) {
  DistributedMatrix<T> v(context, vt.cols(), vt.rows());
  tran(vt.cols(), vt.rows(), T{1}, std::as_const(vt).from(0, 0), T{0}, v.from(0, 0));
  const std::vector<double> signs = signs_of_columns(context, v);
  scale_columns(v, signs);
  scale_columns(u, signs);
  return v;
}

template <typename T>
std::vector<double> factor_loaded(Context &context, const athanor_matrix &a, DistributedMatrix<T> &u,
                                  DistributedMatrix<T> &vt) {
  DistributedMatrix<T> matrix = load<T>(context, a, {"redistribute", 0, 0.05});
  const double scale = scale_to_safe(context, matrix);
  const double small = static_cast<double>(vt.rows()), large = static_cast<double>(std::max(u.rows(), vt.cols()));
  std::vector<T> values;
  int info = 0;
  long_call(context, {"factor", 0.05, 0.9}, 20 * large * small * small,
            [&] { info = gesvd(matrix, values, u, vt); });
  if (info > 0) fail_not_converged(a.name, "the singular values", info);
  std::vector<double> result(values.begin(), values.end());
  for (double &value : result) value /= scale;
  context.group().broadcast(result.data(), static_cast<int64_t>(result.size()));
  return result;
}

template <typename T>
void decompose_input(athanor_run *run, const athanor_matrix &a) {
  const Shape shape = shape_of(a);
  const int64_t p = std::min(shape.rows, shape.cols);
  Context context(run, {shape});
  DistributedMatrix<T> u(context, shape.rows, p), vt(context, p, shape.cols);
  const std::vector<double> values = factor_loaded(context, a, u, vt);
  const DistributedMatrix<T> v = right_vectors(context, std::move(vt), u);
  write_column(run, "s", values);
  store_aligned(context, u, p, "u", a, {"write", 0.9, 0.95});
  store(context, v, "v", {"write", 0.95, 1});
  run->result_json(run, ("{\"timings\":" + timings_json(context.session) + "}").c_str());
}

} // namespace

void svd(athanor_run *run) {
  const athanor_matrix &a = input(run, "a");
  require_all_rows(a, "u");
  with_dtype(a.dtype, [&](auto zero) { decompose_input<decltype(zero)>(run, a); });
}

} // namespace athanor::scalapack
