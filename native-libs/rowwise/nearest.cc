#include "nearest.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernel.h"

namespace athanor::rowwise {
namespace {

constexpr int64_t kPanelWidth = 24;
/* Magnitudes between these have squares, and sums of them, within the range of a double. */
constexpr double kSafeLow = 1e-120;
constexpr double kSafeHigh = 1e120;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

} // namespace

Centers::Centers(const std::vector<double> &values, int64_t count, const std::vector<double> &reference)
    : cols_(static_cast<int64_t>(reference.size())), count_(count) {
  for (int64_t first = 0; first < count; first += kPanelWidth) add_panel(values, first, reference);
  const double reference_length = std::sqrt(kernel().sum_squares(reference.data(), cols_));
  for (double &length : lengths_) longest_ = std::max(longest_, length += reference_length);
}

void Centers::add_panel(const std::vector<double> &values, int64_t first, const std::vector<double> &reference) {
  const int64_t count = std::min(kPanelWidth, count_ - first), width = padded_width(count);
  Panel panel{first, count, width, {}, {}};
  panel.negated.resize(static_cast<size_t>(cols_ * width));
  panel.start.assign(static_cast<size_t>(width), kInfinity);
  for (int64_t c = 0; c < count; ++c) {
    double norm = 0, product = 0;
    for (int64_t j = 0; j < cols_; ++j) {
      const double r = reference[static_cast<size_t>(j)];
      const double shifted = values[static_cast<size_t>((first + c) * cols_ + j)] - r;
      panel.negated[static_cast<size_t>(j * width + c)] = -shifted;
      norm += shifted * shifted;
      product += r * shifted;
    }
    panel.start[static_cast<size_t>(c)] = norm / 2 + product;
    lengths_.push_back(std::sqrt(norm));
  }
  panels_.push_back(std::move(panel));
}

void Centers::find(const Block &block, int64_t rows, Nearest *found) {
  std::fill_n(found, rows, Nearest{0, kInfinity, kInfinity});
  for (const Panel &panel : panels_) {
    const double *half = multiply(panel, block, rows);
    for (int64_t i = 0; i < rows; ++i) {
      Nearest best = found[i];
      for (int64_t c = 0; c < panel.count; ++c) {
        if (half[c] < best.best)
          best = {static_cast<int32_t>(panel.first + c), half[c], best.best};
        else if (half[c] < best.second)
          best.second = half[c];
      }
      found[i] = best;
      half += panel.width;
    }
  }
}

const double *Centers::multiply(const Panel &panel, const Block &block, int64_t rows) {
  const int64_t width = panel.width;
  products_.resize(static_cast<size_t>(rows * width));
  for (int64_t i = 0; i < rows; ++i) std::copy_n(panel.start.begin(), width, products_.begin() + i * width);
  kernel().multiply(block.data, block.stride, rows, cols_, panel.negated.data(), width, products_.data(), width, width);
  return products_.data();
}

double Centers::bound(double norm, double length) const {
  const double sum = std::sqrt(norm) + length;
  return 4 * static_cast<double>(cols_ + 16) * std::numeric_limits<double>::epsilon() * sum * sum;
}

double safe_scale(double largest) {
  if (largest == 0 || (largest > kSafeLow && largest < kSafeHigh)) return 1;
  return std::ldexp(1.0, std::clamp(-std::ilogb(largest), -1022, 1022));
}

double unscaled_squares(double sum, double scale) {
  const double unscaled = sum / scale / scale;
  return unscaled == 0 && sum > 0 ? std::numeric_limits<double>::quiet_NaN() : unscaled;
}

double squared_distance(const double *x, const double *y, int64_t cols) {
  constexpr int64_t kChains = 8;
  double sums[kChains] = {};
  int64_t j = 0;
  for (; j + kChains <= cols; j += kChains)
    for (int64_t c = 0; c < kChains; ++c) sums[c] += (x[j + c] - y[j + c]) * (x[j + c] - y[j + c]);
  double total = 0;
  for (; j < cols; ++j) total += (x[j] - y[j]) * (x[j] - y[j]);
  for (const double sum : sums) total += sum;
  return total;
}

} // namespace athanor::rowwise
