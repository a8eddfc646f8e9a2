#include "panel.h"

#include <algorithm>
#include <cmath>

namespace athanor::rowwise {

void Panel::load(int64_t row, int64_t count, const double *from, int64_t stride, int64_t first) {
  for (int64_t i = 0; i < count; ++i) std::copy_n(from + i * stride + first, columns_, this->row(row + i));
}

void Panel::store(double *to, int64_t stride, int64_t first) const {
  for (int64_t i = 0; i < rows_; ++i) std::copy_n(row(i), columns_, to + i * stride + first);
}

void Panel::round_to(athanor_dtype dtype) {
  if (dtype == ATHANOR_FLOAT64) return;
  for (double &value : values_) value = static_cast<double>(static_cast<float>(value));
}

std::vector<double> dots(const Panel &a, const Panel &b) {
  const int64_t width = a.width();
  std::vector<double> sums(static_cast<size_t>(width));
  for (int64_t i = 0; i < a.rows(); ++i)
    for (int64_t j = 0; j < width; ++j) sums[static_cast<size_t>(j)] += a.row(i)[j] * b.row(i)[j];
  return sums;
}

std::vector<double> norms(const Panel &a) {
  std::vector<double> result = dots(a, a);
  for (double &value : result) value = std::sqrt(value);
  return result;
}

void add_squares(const double *values, int64_t rows, std::vector<double> &sums) {
  const size_t width = sums.size();
  for (int64_t i = 0; i < rows; ++i, values += width)
    for (size_t j = 0; j < width; ++j) sums[j] += values[j] * values[j];
}

void scale(Panel &y, const std::vector<double> &factor) {
  for (int64_t i = 0; i < y.rows(); ++i)
    for (int64_t j = 0; j < y.width(); ++j) y.row(i)[j] *= factor[static_cast<size_t>(j)];
}

void add_scaled(Panel &y, const std::vector<double> &factor, const Panel &other) {
  for (int64_t i = 0; i < y.rows(); ++i)
    for (int64_t j = 0; j < y.width(); ++j) y.row(i)[j] += factor[static_cast<size_t>(j)] * other.row(i)[j];
}

} // namespace athanor::rowwise
