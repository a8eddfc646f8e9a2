#include "stacked_qr.h"

#include <algorithm>

#include "small_dense.h"

namespace athanor::rowwise {
namespace {

/* New rows per fold: factoring the old R again costs little against them. */
int64_t new_rows(int64_t n) { return std::max<int64_t>(4 * n, 512); }

void copy_rows(const Block &from, int64_t row, int64_t rows, int64_t cols, double *to) {
  for (int64_t i = 0; i < rows; ++i) std::copy_n(from.data + (row + i) * from.stride, cols, to + i * cols);
}

void check_lapack(int info, const char *routine) {
  if (info != 0) throw Error("ATHANOR_INTERNAL", std::string(routine) + " returned info " + std::to_string(info));
}

} // namespace

StackedQr::StackedQr(int64_t n, int64_t p)
    : n_(n), p_(p), capacity_(n + new_rows(n)), a_(static_cast<size_t>(capacity_ * n)),
      b_(static_cast<size_t>(capacity_ * p)) {}

void StackedQr::add(const Block &a, const Block &b, int64_t rows) {
  for (int64_t row = 0; row < rows;) {
    const int64_t count = std::min(capacity_ - filled_, rows - row);
    copy_rows(a, row, count, n_, a_.data() + filled_ * n_);
    copy_rows(b, row, count, p_, b_.data() + filled_ * p_);
    filled_ += count;
    row += count;
    if (filled_ == capacity_) fold();
  }
}

void StackedQr::fold() {
  if (filled_ == 0) return;
  std::vector<double> tau;
  check_lapack(row_qr(filled_, n_, a_.data(), tau), "dgelqf");
  check_lapack(row_qr_apply_transposed(filled_, n_, a_.data(), tau, p_, b_.data()), "dormlq");
  const int64_t height = std::min(filled_, n_);
  for (int64_t i = 0; i < height; ++i) std::fill_n(a_.begin() + i * n_, i, 0.0);
  filled_ = height;
}

std::vector<double> StackedQr::take(std::vector<double> &stack, int64_t cols) const {
  stack.resize(static_cast<size_t>(filled_ * cols));
  stack.shrink_to_fit();
  return std::move(stack);
}

void StackedQr::reduce(const Group &group) {
  fold();
  const std::vector<int64_t> heights = group.gather_each(filled_);
  for (int r = 1; r < group.size(); ++r) {
    std::vector<int64_t> rows(heights.size());
    rows[static_cast<size_t>(r)] = heights[static_cast<size_t>(r)];
    const int64_t count = rows[static_cast<size_t>(r)];
    std::vector<double> a(group.root() ? static_cast<size_t>(count * n_) : 0);
    std::vector<double> b(group.root() ? static_cast<size_t>(count * p_) : 0);
    group.gather_to_root(a_.data(), rows, n_, a.data());
    group.gather_to_root(b_.data(), rows, p_, b.data());
    if (group.root()) add({a.data(), n_}, {b.data(), p_}, count);
  }
  if (group.root()) fold();
}

} // namespace athanor::rowwise
