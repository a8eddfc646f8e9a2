#include "qr.h"

#include "factor_api.h"
#include "inputs.h"
#include "load.h"
#include "long_call.h"
#include "scaling.h"
#include "store.h"
#include "timings_json.h"
#include "triangles.h"

namespace athanor::scalapack {
namespace {

/* Writes R with the signs that make its diagonal non-negative, and returns them. */
template <typename T>
std::vector<double> write_r(Context &context, const DistributedMatrix<T> &factors, Stage stage) {
  const int64_t n = factors.cols(), p = std::min(factors.rows(), n);
  DistributedMatrix<T> r(context, p, n);
  copy_triangle(Triangle::upper, p, n, factors, r);
  std::vector<double> signs = diagonal(context, r);
  for (double &sign : signs) sign = sign < 0 ? -1 : 1;
  scale_rows(r, signs);
  store(context, r, "r", stage);
  return signs;
}

template <typename T>
void factor_input(athanor_run *run, const athanor_matrix &a) {
  Context context(run, {shape_of(a)});
  DistributedMatrix<T> matrix = load<T>(context, a, {"redistribute", 0, 0.1});
  const double m = static_cast<double>(matrix.rows()), n = static_cast<double>(matrix.cols()), p = std::min(m, n);
  std::vector<T> tau;
  long_call(context, {"factor", 0.1, 0.45}, 2 * m * n * p, [&] { geqrf(matrix, tau); });
  std::vector<double> signs = write_r(context, matrix, {"write", 0.45, 0.5});
  long_call(context, {"form q", 0.5, 0.9}, 2 * m * p * p, [&] { orgqr(matrix, tau); });
  signs.resize(static_cast<size_t>(matrix.cols()), 1);
  scale_columns(matrix, signs);
  store_aligned(context, matrix, std::min(matrix.rows(), matrix.cols()), "q", a, {"write", 0.9, 1});
  run->result_json(run, ("{\"timings\":" + timings_json(context.session) + "}").c_str());
}

} // namespace

void qr(athanor_run *run) {
  const athanor_matrix &a = input(run, "a");
  require_all_rows(a, "q");
  with_dtype(a.dtype, [&](auto zero) { factor_input<decltype(zero)>(run, a); });
}

} // namespace athanor::scalapack
