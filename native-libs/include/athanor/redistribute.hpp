/*
 * Row parts to a block-cyclic matrix and back, over MPI alone; in rounds, so that memory beyond the matrix is a few MiB
 * of buffers, at most 64 MiB on many ranks. Rows are in the order of their positions, or else as they are stored.
 */
#ifndef ATHANOR_REDISTRIBUTE_HPP
#define ATHANOR_REDISTRIBUTE_HPP

#include "athanor/redistribution_rounds.hpp"

namespace athanor {

/*
 * Collective: fills `local` with this process's entries of an input. Rows with positions go where those say; entries of
 * rows that are missing are left as they are, so start from zeros. inspect(values, count) sees each row of this rank
 * once, shortly before it is moved; after(fraction) is called on all ranks after each round and may throw on all.
 * Throws ATHANOR_BAD_INDEX on every rank.
 */
template <typename T, class Inspect, class After>
void to_block_cyclic(const athanor_run *run, const athanor_matrix &matrix, const LocalBlock<T> &local,
                     const Inspect &inspect, const After &after) {
  const RowNumbers numbers(matrix);
  agree_on(run, [&] { numbers.require_below(local.layout.rows.extent); });
  redistribution::Rounds<T> rounds(run->comm, numbers, local);
  std::vector<const T *> rows;
  auto begin = [&](const RowBatches &batches) {
    rows.clear();
    auto add = [&](const athanor_segment &segment, int64_t row, int64_t count) {
      for (const int64_t end = row + count; row < end; ++row) {
        rows.push_back(static_cast<const T *>(segment.data) + row * matrix.cols);
        inspect(rows.back(), matrix.cols);
      }
    };
    for_each_piece(matrix, batches.begin(), batches.rows(), add);
  };
  rounds.run(begin, [&](const Panel &panel) { rounds.scatter(rows.data(), panel); }, after);
}

/*
 * Collective: hands this rank its `wanted` rows in order, as write(values, rows): contiguous, row-major. Between them
 * the ranks may want any rows. after(fraction) as above; `write` must not throw.
 */
template <typename T, class Write, class After>
void from_block_cyclic(const athanor_run *run, const LocalBlock<T> &local, const RowNumbers &wanted, const Write &write,
                       const After &after) {
  agree_on(run, [&] { wanted.require_below(local.layout.rows.extent); });
  redistribution::Rounds<T> rounds(run->comm, wanted, local);
  const int64_t cols = local.layout.cols.extent;
  std::vector<T> batch(static_cast<size_t>(rounds.batch_rows() * cols));
  std::vector<T *> rows;
  for (int64_t i = 0; i < rounds.batch_rows(); ++i) rows.push_back(batch.data() + i * cols);
  auto each = [&](const Panel &panel) {
    rounds.gather(rows.data(), panel);
    if (panel.end == cols && rounds.batches().rows() > 0) write(batch.data(), rounds.batches().rows());
  };
  rounds.run([](const RowBatches &) {}, each, after);
}

} // namespace athanor

#endif
