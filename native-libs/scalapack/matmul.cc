#include "matmul.h"

#include "inputs.h"
#include "load.h"
#include "scalapack_api.h"
#include "slices.h"
#include "store.h"
#include "timings_json.h"

namespace athanor::scalapack {
namespace {

template <typename T>
void multiply(Context &context, const DistributedMatrix<T> &a, const DistributedMatrix<T> &b, DistributedMatrix<T> &c,
              Stage stage) {
  const PhaseTimer timer(context.session, stage.phase);
  context.session.progress(stage.phase, stage.from, -1);
  const int64_t m = c.rows(), n = c.cols(), k = a.cols();
  const double flops_per_entry = 2.0 * static_cast<double>(m);
  const int64_t depth = slice_extent(context, k, flops_per_entry * static_cast<double>(n));
  const int64_t width = slice_extent(context, n, flops_per_entry * static_cast<double>(depth));
  const double total = static_cast<double>(n) * static_cast<double>(k);
  double done = 0;
  for (int64_t inner = 0; inner < k; inner += depth)
    for (int64_t col = 0; col < n; col += width) {
      const int64_t slice_depth = std::min(depth, k - inner), slice_width = std::min(width, n - col);
      gemm(Op::none, Op::none, m, slice_width, slice_depth, T{1}, a.from(0, inner), b.from(inner, col),
           inner == 0 ? T{0} : T{1}, c.from(0, col));
      done += static_cast<double>(slice_depth) * static_cast<double>(slice_width);
      end_slice(context, stage.from + (stage.to - stage.from) * done / total);
    }
  context.session.progress(stage.phase, stage.to, -1);
}

template <typename T>
void multiply_inputs(athanor_run *run, const athanor_matrix &a, const athanor_matrix &b) {
  Context context(run, {shape_of(a), shape_of(b), {a.matrix_rows, b.cols}});
  const DistributedMatrix<T> left = load<T>(context, a, {"redistribute", 0, 0.1});
  const DistributedMatrix<T> right = load<T>(context, b, {"redistribute", 0.1, 0.2});
  DistributedMatrix<T> product(context, a.matrix_rows, b.cols);
  multiply(context, left, right, product, {"multiply", 0.2, 0.9});
  store_aligned(context, product, b.cols, "product", a, {"write", 0.9, 1});
  run->result_json(run, ("{\"timings\":" + timings_json(context.session) + "}").c_str());
}

} // namespace

void matmul(athanor_run *run) {
  const athanor_matrix &a = input(run, "a"), &b = input(run, "b");
  require_same_dtype(a, b);
  require_rows(b, a.cols, "as many as a has columns");
  with_dtype(a.dtype, [&](auto zero) { multiply_inputs<decltype(zero)>(run, a, b); });
}

} // namespace athanor::scalapack
