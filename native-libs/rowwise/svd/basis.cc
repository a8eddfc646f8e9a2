#include "basis.h"

#include <algorithm>
#include <stdexcept>

#include "small_dense.h"

namespace athanor::rowwise {

void Basis::append(const double *block, int64_t stride, int64_t columns) {
  if (count_ + columns > capacity_) throw std::logic_error("basis grown beyond its capacity");
  for (int64_t i = 0; i < rows_; ++i)
    std::copy(block + i * stride, block + i * stride + columns, data_.data() + i * capacity_ + count_);
  count_ += columns;
}

std::vector<double> Basis::inner(const double *block, int64_t stride, int64_t width) const {
  std::vector<double> h(static_cast<size_t>(count_ * width));
  gemm(Op::transpose, Op::none, count_, width, rows_, 1.0, data_.data(), capacity_, block, stride, 0.0, h.data(),
       width);
  group_->sum(h.data(), count_ * width);
  return h;
}

void Basis::subtract(const std::vector<double> &h, double *block, int64_t stride, int64_t width) const {
  if (count_ == 0) return;
  gemm(Op::none, Op::none, rows_, width, count_, -1.0, data_.data(), capacity_, h.data(), width, 1.0, block, stride);
}

std::vector<double> Basis::combine(const double *p, int64_t width) const {
  std::vector<double> result(static_cast<size_t>(rows_ * width));
  gemm(Op::none, Op::none, rows_, width, count_, 1.0, data_.data(), capacity_, p, width, 0.0, result.data(), width);
  return result;
}

void Basis::compress(const double *p, int64_t width) {
  const std::vector<double> kept = combine(p, width);
  count_ = 0;
  append(kept.data(), width, width);
}

std::vector<double> Basis::compact() const {
  std::vector<double> result(static_cast<size_t>(rows_ * count_));
  for (int64_t i = 0; i < rows_; ++i)
    std::copy(data_.data() + i * capacity_, data_.data() + i * capacity_ + count_, result.data() + i * count_);
  return result;
}

} // namespace athanor::rowwise
