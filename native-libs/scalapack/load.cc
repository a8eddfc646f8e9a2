#include "load.h"

#include "inputs.h"

namespace athanor::scalapack {
namespace {

/* Takes note of entries that are not finite: x - x is 0 for all others. */
class FiniteCheck {
 public:
  template <typename T>
  void see(const T *values, int64_t count) {
    constexpr int64_t lanes = 64 / sizeof(T);
    T sums[lanes] = {};
    int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
      for (int64_t lane = 0; lane < lanes; ++lane) sums[lane] += values[i + lane] - values[i + lane];
    for (; i < count; ++i) sums[0] += values[i] - values[i];
    for (const T sum : sums) finite_ = finite_ && sum == 0;
  }
  bool finite() const { return finite_; }

 private:
  bool finite_ = true;
};

} // namespace

template <typename T>
DistributedMatrix<T> load(Context &context, const athanor_matrix &input, Stage stage) {
  Session &session = context.session;
  const PhaseTimer timer(session, stage.phase);
  session.progress(stage.phase, stage.from, -1);
  const Shape shape = shape_of(input);
  DistributedMatrix<T> matrix(context, shape.rows, shape.cols);
  FiniteCheck check;
  to_block_cyclic<T>(
      context.run, input, {matrix.layout(), matrix.local(), matrix.stride()},
      [&](const T *values, int64_t count) { check.see(values, count); },
      [&](double done) {
        leave_if_cancelled(context.run);
        session.tick(stage.from + (stage.to - stage.from) * done);
      });
  if (session.group.any(!check.finite())) {
    RowSource source(input);
    refuse_not_finite(session.group, source);
  }
  session.end_pass();
  session.progress(stage.phase, stage.to, -1);
  return matrix;
}

template DistributedMatrix<double> load(Context &, const athanor_matrix &, Stage);
template DistributedMatrix<float> load(Context &, const athanor_matrix &, Stage);

} // namespace athanor::scalapack
