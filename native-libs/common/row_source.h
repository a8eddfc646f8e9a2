/*
 * This rank's rows of an input, handed out in blocks by row number, as doubles.
 *
 * Where a block lies within one segment of a float64 input it is read in place. It is copied to scratch where it
 * straddles segments, needs widening from float32, scaling or shifting, or where the row stride makes the rows
 * of a tile fall on the same few cache sets (strides near a multiple of 4 KiB). The values are the same either way.
 */
#ifndef ATHANOR_COMMON_ROW_SOURCE_H
#define ATHANOR_COMMON_ROW_SOURCE_H

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "athanor/library.h"

namespace athanor {

struct Block {
  const double *data;
  int64_t stride; /* entries between rows */
};

class RowSource {
 public:
  explicit RowSource(const athanor_matrix &matrix) : matrix_(matrix) {}

  std::string name() const { return matrix_.name; }
  int64_t rows() const { return matrix_.row_end - matrix_.row_begin; }
  int64_t cols() const { return matrix_.cols; }
  int64_t first_row() const { return matrix_.row_begin; }
  bool widens() const { return matrix_.dtype == ATHANOR_FLOAT32; }

  /* Every entry is multiplied by this power of two from now on. */
  void set_scale(double scale) { scale_ = scale; }
  double scale() const { return scale_; }

  /* From every row this one, of as many entries as there are columns, is subtracted from now on, before the scaling:
   * with the column means, the centred matrix without a copy of it. */
  void set_shift(std::vector<double> shift) { shift_ = std::move(shift); }

  /* Says that the shift is not much larger than the shifted entries: products of read_unshifted() less the shift's own
   * product are as good as products of shifted rows, but for a few bits. */
  void set_shift_mild() { mild_ = true; }
  /* Whether read_unshifted() saves the copy that shifting takes, and may be used as above. */
  bool shift_may_wait() const { return mild_ && matrix_.dtype == ATHANOR_FLOAT64 && scale_ == 1; }
  const std::vector<double> &shift() const { return shift_; }

  bool has_indices() const { return matrix_.segment_count > 0 && matrix_.segments[0].indices != nullptr; }
  /* The row's own index; its row number where the input has none. `row` is counted within this rank. */
  int64_t index_of(int64_t row) const;
  /* Where the row belongs in the matrix: its position where rows have one, else its row number. */
  int64_t number_of(int64_t row) const {
    return matrix_.row_index == ATHANOR_INDEX_POSITIONS ? index_of(row) : first_row() + row;
  }

  /* Rows [row, row + rows) of this rank's and columns [col, col + cols). Valid until the next call. */
  Block read(int64_t row, int64_t rows, int64_t col, int64_t cols) { return read(row, rows, col, cols, !shift_.empty()); }
  Block read_unshifted(int64_t row, int64_t rows, int64_t col, int64_t cols) {
    return read(row, rows, col, cols, false);
  }

  /* Rows per block such that a block of `cols` columns stays in cache between the two products of a pass.
   * Depends on the shape alone, so that blocks do not depend on how the rows are stored. */
  static int64_t block_rows(int64_t cols);

  /* The stride at which copied rows of `cols` columns do not fall on the same cache sets. */
  static int64_t padded_stride(int64_t cols);

 private:
  const athanor_segment &segment_of(int64_t global_row) const;
  Block read(int64_t row, int64_t rows, int64_t col, int64_t cols, bool shifted);
  void copy_row(int64_t global_row, int64_t col, int64_t cols, bool shifted, double *to) const;

  const athanor_matrix &matrix_;
  double scale_ = 1;
  std::vector<double> shift_;
  bool mild_ = false;
  std::vector<double> scratch_;
};

} // namespace athanor

#endif
