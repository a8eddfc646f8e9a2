#include "eigh.h"

#include "factor_api.h"
#include "inputs.h"
#include "load.h"
#include "long_call.h"
#include "numeric_errors.h"
#include "row_writer.h"
#include "scaling.h"
#include "signs.h"
#include "store.h"
#include "symmetry.h"
#include "timings_json.h"

namespace athanor::scalapack {
namespace {

template <typename T>
std::vector<double> eigenvalues(Context &context, const athanor_matrix &a, DistributedMatrix<T> &vectors) {
  require_symmetric(context.session, a, {"symmetry", 0, 0.05});
  DistributedMatrix<T> matrix = load<T>(context, a, {"redistribute", 0.05, 0.1});
  const double scale = scale_to_safe(context, matrix), n = static_cast<double>(matrix.rows());
  std::vector<T> values;
  int info = 0;
  long_call(context, {"factor", 0.1, 0.9}, 9 * n * n * n, [&] { info = syevd(matrix, values, vectors); });
  if (info > 0) fail_not_converged(a.name, "the eigenvalues", info);
  std::vector<double> result(values.begin(), values.end());
  for (double &value : result) value /= scale;
  context.group().broadcast(result.data(), static_cast<int64_t>(result.size()));
  return result;
}

template <typename T>
void decompose_input(athanor_run *run, const athanor_matrix &a) {
  Context context(run, {shape_of(a)});
  DistributedMatrix<T> vectors(context, a.matrix_rows, a.cols);
  const std::vector<double> values = eigenvalues(context, a, vectors);
  scale_columns(vectors, signs_of_columns(context, vectors));
  write_column(run, "values", values);
  store_aligned(context, vectors, vectors.cols(), "vectors", a, {"write", 0.9, 1});
  run->result_json(run, ("{\"timings\":" + timings_json(context.session) + "}").c_str());
}

} // namespace

void eigh(athanor_run *run) {
  const athanor_matrix &a = input(run, "a");
  require_square(a);
  require_all_rows(a, "vectors");
  with_dtype(a.dtype, [&](auto zero) { decompose_input<decltype(zero)>(run, a); });
}

} // namespace athanor::scalapack
