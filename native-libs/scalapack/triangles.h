/* Parts of a distributed matrix by where they lie about its diagonal. Only zero_* write; none communicates unless it says so. */
#ifndef ATHANOR_SCALAPACK_TRIANGLES_H
#define ATHANOR_SCALAPACK_TRIANGLES_H

#include <vector>

#include "distributed_matrix.h"

namespace athanor::scalapack {

/* How many of this process's rows have a global number below `row`: they are its first ones. */
template <typename T>
int64_t local_rows_below(const DistributedMatrix<T> &matrix, int rank, int64_t row) {
  const BlockCyclic &layout = matrix.layout();
  return layout.rows.count_below(layout.grid.row_of(rank), std::min(row, matrix.rows()));
}

template <typename T>
void zero_below_diagonal(const Context &context, DistributedMatrix<T> &matrix) {
  for (int64_t col = 0; col < matrix.local_cols(); ++col) {
    T *entries = matrix.local() + col * matrix.stride();
    const int64_t kept = local_rows_below(matrix, context.run->rank, matrix.global_col(col) + 1);
    std::fill(entries + kept, entries + matrix.local_rows(), T{0});
  }
}

template <typename T>
void zero_above_diagonal(const Context &context, DistributedMatrix<T> &matrix) {
  for (int64_t col = 0; col < matrix.local_cols(); ++col) {
    T *entries = matrix.local() + col * matrix.stride();
    std::fill(entries, entries + local_rows_below(matrix, context.run->rank, matrix.global_col(col)), T{0});
  }
}

/* Calls use(number, entry) for the diagonal entries that this process has. */
template <typename Matrix, class Use>
void for_each_diagonal(const Context &context, Matrix &matrix, const Use &use) {
  const BlockCyclic &layout = matrix.layout();
  const int mine = layout.grid.row_of(context.run->rank);
  for (int64_t col = 0; col < matrix.local_cols(); ++col) {
    const int64_t number = matrix.global_col(col);
    if (number >= matrix.rows() || layout.rows.owner(number) != mine) continue;
    use(number, matrix.local()[col * matrix.stride() + layout.rows.local_of(number)]);
  }
}

/* Collective: the whole diagonal, the same on every rank. */
template <typename T>
std::vector<double> diagonal(const Context &context, const DistributedMatrix<T> &matrix) {
  std::vector<double> values(static_cast<size_t>(std::min(matrix.rows(), matrix.cols())));
  for_each_diagonal(context, matrix, [&](int64_t number, const T &entry) {
    values[static_cast<size_t>(number)] = static_cast<double>(entry);
  });
  context.group().sum(values.data(), static_cast<int64_t>(values.size()));
  return values;
}

/* The rank that has a diagonal entry. */
template <typename T>
int owner_of_diagonal(const DistributedMatrix<T> &matrix, int64_t number) {
  const BlockCyclic &layout = matrix.layout();
  return layout.grid.rank_of(layout.rows.owner(number), layout.cols.owner(number));
}

} // namespace athanor::scalapack

#endif
