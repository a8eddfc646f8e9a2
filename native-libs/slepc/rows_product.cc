#include "rows_product.h"

#include <algorithm>

#include "small_dense.h"

namespace athanor::slepc {

RowsProduct::RowsProduct(Session &session, RowSource &source, RowRanges columns, std::vector<int64_t> places)
    : session_(session),
      source_(source),
      columns_(std::move(columns)),
      places_(std::move(places)),
      height_(RowSource::block_rows(source.cols())),
      whole_(static_cast<size_t>(source.cols())),
      partial_(whole_.size()),
      block_(static_cast<size_t>(height_)) {}

template <class Use>
void RowsProduct::pass(const Use &use) {
  for (int64_t row = 0; row < source_.rows() && !session_.stop_requested(); row += height_) {
    const int64_t rows = std::min(height_, source_.rows() - row);
    use(row, rows, source_.read(row, rows, 0, source_.cols()));
    session_.tick();
  }
  session_.end_pass();
}

void RowsProduct::gather(const double *x) {
  if (places_.empty()) return session_.group.gather_rows(x, columns_, 1, whole_.data());
  session_.group.gather_rows(x, columns_, 1, partial_.data());
  for (size_t i = 0; i < places_.size(); ++i) whole_[static_cast<size_t>(places_[i])] = partial_[i];
}

void RowsProduct::multiply(const double *x, double *y) {
  gather(x);
  pass([&](int64_t row, int64_t rows, const Block &block) {
    gemv(Op::none, rows, source_.cols(), block.data, block.stride, whole_.data(), 0, y + row);
  });
}

void RowsProduct::multiply_transposed(const double *x, double *y) {
  std::fill(partial_.begin(), partial_.end(), 0.0);
  pass([&](int64_t row, int64_t rows, const Block &block) {
    gemv(Op::transpose, rows, source_.cols(), block.data, block.stride, x + row, 1, partial_.data());
  });
  session_.group.sum_scatter(partial_.data(), columns_, 1, y);
}

void RowsProduct::multiply_cross(const double *x, double *y) {
  gather(x);
  std::fill(partial_.begin(), partial_.end(), 0.0);
  pass([&](int64_t, int64_t rows, const Block &block) {
    gemv(Op::none, rows, source_.cols(), block.data, block.stride, whole_.data(), 0, block_.data());
    gemv(Op::transpose, rows, source_.cols(), block.data, block.stride, block_.data(), 1, partial_.data());
  });
  session_.group.sum_scatter(partial_.data(), columns_, 1, y);
}

} // namespace athanor::slepc
