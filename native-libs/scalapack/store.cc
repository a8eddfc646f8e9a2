#include "store.h"

namespace athanor::scalapack {
namespace {

template <typename T>
void store_rows(Context &context, const DistributedMatrix<T> &matrix, Shape leading, const char *name,
                const RowNumbers &wanted, Stage stage) {
  Session &session = context.session;
  const PhaseTimer timer(session, stage.phase);
  session.progress(stage.phase, stage.from, -1);
  Output<T> output(context.run, name, wanted.count(), leading.cols);
  // The leading part of a block-cyclic matrix is one itself, in the same memory.
  const BlockCyclic layout = context.layout(leading.rows, leading.cols);
  std::optional<Error> failure;
  auto write = [&](const T *values, int64_t rows) {
    if (failure) return;
    try {
      output.write(values, rows);
    } catch (const Error &error) {
      failure = error;
    }
  };
  from_block_cyclic<T>(context.run, {layout, const_cast<T *>(matrix.local()), matrix.stride()}, wanted, write,
                       [&](double done) {
                         agree(context.run, failure);
                         leave_if_cancelled(context.run);
                         session.tick(stage.from + (stage.to - stage.from) * done);
                       });
  session.progress(stage.phase, stage.to, -1);
}

} // namespace

template <typename T>
void store(Context &context, const DistributedMatrix<T> &matrix, Shape leading, const char *output, Stage stage) {
  const RowRanges ranges = even_ranges(leading.rows, context.group().size());
  const int rank = context.group().rank();
  store_rows(context, matrix, leading, output, RowNumbers(ranges.begin(rank), ranges.end(rank)), stage);
}

template <typename T>
void store_aligned(Context &context, const DistributedMatrix<T> &matrix, int64_t cols, const char *output,
                   const athanor_matrix &input, Stage stage) {
  store_rows(context, matrix, {matrix.rows(), cols}, output, RowNumbers(input), stage);
}

template void store(Context &, const DistributedMatrix<double> &, Shape, const char *, Stage);
template void store(Context &, const DistributedMatrix<float> &, Shape, const char *, Stage);
template void store_aligned(Context &, const DistributedMatrix<double> &, int64_t, const char *, const athanor_matrix &,
                            Stage);
template void store_aligned(Context &, const DistributedMatrix<float> &, int64_t, const char *, const athanor_matrix &,
                            Stage);

} // namespace athanor::scalapack
