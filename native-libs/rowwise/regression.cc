#include "regression.h"

#include <cmath>
#include <numeric>

#include "column_moments.h"
#include "same_rows.h"

namespace athanor::rowwise {
namespace {

/* Products of four numbers between these are within the range of a double. */
constexpr double kSafeLow = 0x1p-200;
constexpr double kSafeHigh = 0x1p200;

/* The power of two that brings `largest` near 1, or 0 where there is no need. */
int exponent_for(double largest) {
  if (largest == 0 || (largest > kSafeLow && largest < kSafeHigh)) return 0;
  return std::clamp(-std::ilogb(largest), -1022, 1022);
}

double largest_of(const std::vector<double> &values) { return *std::max_element(values.begin(), values.end()); }

std::vector<double> scaled(std::vector<double> values, int exponent) {
  for (double &value : values) value = std::ldexp(value, exponent);
  return values;
}

/* Sums and sums of squares of this rank's features, a column each. */
std::vector<double> sum_features(Session &session, Design &design) {
  const int64_t n = design.cols();
  std::vector<double> sums(static_cast<size_t>(2 * n));
  auto add = [&](int64_t, int64_t rows, const Block &raw) {
    const Block block = design.of(raw, rows);
    for (int64_t i = 0; i < rows; ++i)
      for (int64_t j = 0; j < n; ++j) {
        const double value = block.data[i * block.stride + j];
        sums[static_cast<size_t>(j)] += value;
        sums[static_cast<size_t>(n + j)] += value * value;
      }
  };
  checked_row_pass(session, design.source(), design.block_rows(), {"check", 0, 0.1}, add);
  return sums;
}

} // namespace

Regression::Regression(Session &session, const athanor_matrix &a, const athanor_matrix &b, const Options &options)
    : a_(a, options.features), b_(b), penalty_(options.penalty) {
  check_same_rows(session.group, a, b);
  if (a_.features())
    inspect_features(session, options);
  else
    inspect_rows(session, options);
  inspect_targets(session, options);
  norm_ = std::sqrt(std::inner_product(a_norms_.begin(), a_norms_.end(), a_norms_.begin(), 0.0));
}

void Regression::inspect_rows(Session &session, const Options &options) {
  RowSource &source = a_.source();
  ColumnMoments moments = column_moments(session, source, {"check", 0, 0.1});
  const std::vector<double> &norms = options.intercept ? moments.spread : moments.norm;
  a_exponent_ = exponent_for(std::max(largest_of(norms), std::sqrt(options.penalty)));
  penalty_ = std::ldexp(options.penalty, 2 * a_exponent_);
  a_norms_ = scaled(norms, a_exponent_);
  source.set_scale(std::ldexp(1.0, a_exponent_));
  if (!options.intercept) return;
  a_mean_ = moments.mean;
  a_.set_mean(a_mean_);
}

void Regression::inspect_features(Session &session, const Options &options) {
  const int64_t n = a_.cols();
  const double rows = static_cast<double>(session.group.ranges_of(a_.rows()).total());
  std::vector<double> sums = sum_features(session, a_);
  a_.features()->require_in_range(session.group);
  session.group.sum(sums.data(), 2 * n);
  for (int64_t j = 0; j < n; ++j) {
    const double mean = options.intercept ? sums[static_cast<size_t>(j)] / rows : 0;
    const double squares = sums[static_cast<size_t>(n + j)] - rows * mean * mean;
    a_norms_.push_back(std::sqrt(std::max(squares, 0.0)));
    if (options.intercept) a_mean_.push_back(mean);
  }
  if (options.intercept) a_.set_mean(a_mean_);
}

void Regression::inspect_targets(Session &session, const Options &options) {
  const ColumnMoments moments = column_moments(session, b_, {"check", 0.1, 0.15});
  const std::vector<double> &norms = options.intercept ? moments.spread : moments.norm;
  b_exponent_ = exponent_for(largest_of(norms));
  b_norms_ = scaled(norms, b_exponent_);
  b_.set_scale(std::ldexp(1.0, b_exponent_));
  if (!options.intercept) return;
  b_mean_ = moments.mean;
  b_.set_shift(b_mean_);
}

void Regression::shift_exponents(std::vector<double> &values, int by) {
  if (by == 0) return;
  for (double &value : values) value = std::ldexp(value, by);
}

std::vector<double> Regression::intercepts(const std::vector<double> &x) const {
  const int64_t p = targets();
  if (b_mean_.empty()) return std::vector<double>(static_cast<size_t>(p));
  std::vector<double> result = b_mean_;
  for (size_t i = 0; i < a_mean_.size(); ++i)
    for (int64_t j = 0; j < p; ++j)
      result[static_cast<size_t>(j)] -= a_mean_[i] * x[i * static_cast<size_t>(p) + static_cast<size_t>(j)];
  return result;
}

} // namespace athanor::rowwise
