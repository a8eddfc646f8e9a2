#include "lu.h"

#include "elimination.h"
#include "factor_api.h"
#include "inputs.h"
#include "load.h"
#include "row_writer.h"
#include "store.h"
#include "timings_json.h"
#include "triangles.h"

namespace athanor::scalapack {
namespace {

/* The result beside the matrices. */
template <typename T>
std::string facts(Context &context, const DistributedMatrix<T> &factors, const Elimination &elimination,
                  const std::vector<double> &order) {
  std::string text = "{\"info\":" + std::to_string(elimination.info);
  if (factors.rows() == factors.cols()) {
    const Determinant value = determinant(context, factors, order);
    text += ",\"determinantSign\":" + number(value.sign) + ",\"logDeterminant\":" + number(value.log_magnitude);
  }
  return text;
}

template <typename T>
void write_lower(Context &context, const DistributedMatrix<T> &factors, Stage stage) {
  const int64_t m = factors.rows(), p = std::min(m, factors.cols());
  DistributedMatrix<T> l(context, m, p);
  copy_triangle(Triangle::lower, m, p, factors, l);
  for_each_diagonal(context, l, [](int64_t, T &entry) { entry = 1; });
  store(context, l, "l", stage);
}

template <typename T>
void factor_input(athanor_run *run, const athanor_matrix &a) {
  Context context(run, {shape_of(a)});
  DistributedMatrix<T> matrix = load<T>(context, a, {"redistribute", 0, 0.1});
  const Elimination elimination = factor(context, matrix, {"factor", 0.1, 0.8});
  const std::vector<double> order = row_order(context, matrix, elimination);
  const std::string text = facts(context, matrix, elimination, order);
  write_column(run, "order", order);
  write_lower(context, matrix, {"write", 0.8, 0.9});
  zero_below_diagonal(context, matrix);
  store(context, matrix, {std::min(matrix.rows(), matrix.cols()), matrix.cols()}, "u", {"write", 0.9, 1});
  run->result_json(run, (text + ",\"timings\":" + timings_json(context.session) + "}").c_str());
}

} // namespace

void lu(athanor_run *run) {
  const athanor_matrix &a = input(run, "a");
  with_dtype(a.dtype, [&](auto zero) { factor_input<decltype(zero)>(run, a); });
}

} // namespace athanor::scalapack
