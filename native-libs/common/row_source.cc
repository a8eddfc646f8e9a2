#include "row_source.h"

#include <algorithm>
#include <cstring>

namespace athanor {
namespace {

/* Rows of a tile start `stride` entries apart: with a stride near a multiple of 1 KiB they share a few of the
 * 64 sets of a first-level cache, and evict each other. */
bool strides_collide(int64_t stride) {
  const int64_t rest = stride * static_cast<int64_t>(sizeof(double)) % 1024;
  return stride >= 128 && (rest < 64 || rest > 1024 - 64);
}

} // namespace

int64_t RowSource::block_rows(int64_t cols) {
  constexpr int64_t kBlockBytes = 768 << 10;
  const int64_t rows = kBlockBytes / static_cast<int64_t>(sizeof(double)) / std::max<int64_t>(cols, 1);
  return std::clamp<int64_t>(rows / 48 * 48, 16, 960);
}

int64_t RowSource::padded_stride(int64_t cols) { return strides_collide(cols) ? cols + 16 : cols; }

const athanor_segment &RowSource::segment_of(int64_t global_row) const {
  const athanor_segment *begin = matrix_.segments;
  const athanor_segment *end = begin + matrix_.segment_count;
  const athanor_segment *after = std::upper_bound(
      begin, end, global_row, [](int64_t row, const athanor_segment &segment) { return row < segment.first_row; });
  do --after;
  while (after->rows == 0);
  return *after;
}

void RowSource::copy_row(int64_t global_row, int64_t col, int64_t cols, bool shifted, double *to) const {
  const athanor_segment &segment = segment_of(global_row);
  const int64_t at = (global_row - segment.first_row) * matrix_.cols + col;
  if (matrix_.dtype == ATHANOR_FLOAT64) {
    std::memcpy(to, static_cast<const double *>(segment.data) + at, static_cast<size_t>(cols) * sizeof(double));
  } else {
    const float *from = static_cast<const float *>(segment.data) + at;
    for (int64_t j = 0; j < cols; ++j) to[j] = from[j];
  }
  if (scale_ != 1)
    for (int64_t j = 0; j < cols; ++j) to[j] *= scale_;
  if (shifted)
    for (int64_t j = 0; j < cols; ++j) to[j] -= shift_[static_cast<size_t>(col + j)] * scale_;
}

int64_t RowSource::index_of(int64_t row) const {
  const int64_t global_row = matrix_.row_begin + row;
  const athanor_segment &segment = segment_of(global_row);
  return segment.indices == nullptr ? global_row : segment.indices[global_row - segment.first_row];
}

Block RowSource::read(int64_t row, int64_t rows, int64_t col, int64_t cols, bool shifted) {
  const int64_t first = matrix_.row_begin + row;
  const athanor_segment &segment = segment_of(first);
  const bool one_segment = first + rows <= segment.first_row + segment.rows;
  if (one_segment && matrix_.dtype == ATHANOR_FLOAT64 && scale_ == 1 && !shifted &&
      !strides_collide(matrix_.cols))
    return {static_cast<const double *>(segment.data) + (first - segment.first_row) * matrix_.cols + col, matrix_.cols};
  const int64_t stride = padded_stride(cols);
  scratch_.resize(static_cast<size_t>(rows * stride));
  for (int64_t i = 0; i < rows; ++i) copy_row(first + i, col, cols, shifted, scratch_.data() + i * stride);
  return {scratch_.data(), stride};
}

} // namespace athanor
