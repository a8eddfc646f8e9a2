/*
 * A matrix spread block-cyclically over the job's grid: this process's entries, column-major, and ScaLAPACK's
 * descriptor of the whole.
 */
#ifndef ATHANOR_SCALAPACK_DISTRIBUTED_MATRIX_H
#define ATHANOR_SCALAPACK_DISTRIBUTED_MATRIX_H

#include <array>
#include <limits>
#include <optional>

#include "athanor/redistribute.hpp"
#include "context.h"
#include "zeroed_memory.h"

namespace athanor::scalapack {

/* The entries of a matrix from (row, col) on, 0-based, as ScaLAPACK's routines take them. */
template <typename T>
struct Submatrix {
  T *local;
  const int *descriptor;
  int row;
  int col;
};

template <typename T>
class DistributedMatrix {
 public:
  /* Collective: all zeros. Throws on every rank ATHANOR_OUT_OF_MEMORY, and ATHANOR_INVALID_ARGUMENT where a process's
   * share has more entries than ScaLAPACK's 32-bit numbers can count. */
  DistributedMatrix(Context &context, int64_t rows, int64_t cols)
      : rank_(context.run->rank), layout_(context.layout(rows, cols)), stride_(std::max<int64_t>(local_rows(), 1)) {
    agree_on(context.run, [&] { allocate(); });
    const auto as_int = [](int64_t value) { return static_cast<int>(value); };
    descriptor_ = {1, context.blacs(), as_int(rows), as_int(cols), as_int(context.block), as_int(context.block), 0, 0,
                   as_int(stride_)};
  }

  int64_t rows() const { return layout_.rows.extent; }
  int64_t cols() const { return layout_.cols.extent; }
  const BlockCyclic &layout() const { return layout_; }

  /* This process's entries: local_rows() x local_cols(), column-major, stride() from column to column. */
  T *local() { return static_cast<T *>(memory_->data()); }
  const T *local() const { return static_cast<const T *>(memory_->data()); }
  int64_t local_rows() const { return layout_.local_rows(rank_); }
  int64_t local_cols() const { return layout_.local_cols(rank_); }
  int64_t stride() const { return stride_; }
  int64_t global_row(int64_t local) const { return layout_.rows.global_of(layout_.grid.row_of(rank_), local); }
  int64_t global_col(int64_t local) const { return layout_.cols.global_of(layout_.grid.col_of(rank_), local); }

  const int *descriptor() const { return descriptor_.data(); }
  Submatrix<T> from(int64_t row, int64_t col) {
    return {local(), descriptor(), static_cast<int>(row), static_cast<int>(col)};
  }
  Submatrix<const T> from(int64_t row, int64_t col) const {
    return {local(), descriptor(), static_cast<int>(row), static_cast<int>(col)};
  }

 private:
  void allocate() {
    constexpr int64_t most = std::numeric_limits<int>::max();
    const std::string what = std::to_string(rows()) + " x " + std::to_string(cols());
    if (rows() > most || cols() > most || stride_ * local_cols() > most)
      throw Error("ATHANOR_INVALID_ARGUMENT", "a " + what + " matrix has more rows, columns or entries on a rank than " +
                                                  "the 2^31 that ScaLAPACK can count; use more ranks");
    try {
      memory_.emplace(static_cast<size_t>(stride_ * local_cols()) * sizeof(T));
    } catch (const std::bad_alloc &) {
      throw Error("ATHANOR_OUT_OF_MEMORY", "rank " + std::to_string(rank_) + " could not allocate its share of a " +
                                               what + " matrix; use more hosts, or a smaller matrix");
    }
  }

  int rank_;
  BlockCyclic layout_;
  int64_t stride_;
  std::optional<ZeroedMemory> memory_;
  std::array<int, 9> descriptor_{};
};

} // namespace athanor::scalapack

#endif
