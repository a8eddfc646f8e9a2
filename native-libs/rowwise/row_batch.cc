#include "row_batch.h"

#include <algorithm>

namespace athanor::rowwise {

Block RowBatch::read() {
  const int64_t cols = source_.cols(), stride = RowSource::padded_stride(cols);
  if (rows_.back() - rows_.front() + 1 == size()) return source_.read(rows_.front(), size(), 0, cols);
  copies_.resize(static_cast<size_t>(capacity_ * stride));
  double *to = copies_.data();
  for (const int64_t row : rows_) {
    std::copy_n(source_.read(row, 1, 0, cols).data, cols, to);
    to += stride;
  }
  return {copies_.data(), stride};
}

} // namespace athanor::rowwise
