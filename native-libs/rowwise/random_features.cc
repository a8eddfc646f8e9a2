#include "random_features.h"

#include <cmath>
#include <numbers>

#include "random_values.h"
#include "small_dense.h"

namespace athanor::rowwise {
namespace {

enum Stream : int64_t { kRadius, kAngle, kOffset };

/* Standard normal (Box, Muller 1958). */
double normal_value(int64_t seed, int64_t row, int64_t column) {
  const double radius = std::sqrt(-2 * std::log((random_value(seed, kRadius, row, column) + 1) / 2));
  return radius * std::cos(std::numbers::pi * random_value(seed, kAngle, row, column));
}

} // namespace

FeatureOptions read_feature_options(athanor_run *run) {
  return {param<int64_t>(run, "features"), param<double>(run, "gamma"), param<int64_t>(run, "seed")};
}

RandomFeatures::RandomFeatures(int64_t n, const FeatureOptions &options)
    : n_(n), weights_(static_cast<size_t>(n * options.count)), offsets_(static_cast<size_t>(options.count)) {
  const double spread = std::sqrt(2 * options.gamma);
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = 0; j < count(); ++j)
      weights_[static_cast<size_t>(i * count() + j)] = spread * normal_value(options.seed, i, j);
  for (int64_t j = 0; j < count(); ++j)
    offsets_[static_cast<size_t>(j)] = std::numbers::pi * (random_value(options.seed, kOffset, 0, j) + 1);
}

Block RandomFeatures::expand(const Block &raw, int64_t rows) {
  expanded_.resize(static_cast<size_t>(rows * count()));
  gemm(Op::none, Op::none, rows, count(), n_, 1.0, raw.data, raw.stride, weights_.data(), count(), 0.0,
       expanded_.data(), count());
  const double amplitude = std::sqrt(2 / static_cast<double>(count()));
  for (int64_t i = 0; i < rows; ++i) {
    double *row = expanded_.data() + i * count();
    for (int64_t j = 0; j < count(); ++j) {
      in_range_ = in_range_ && std::isfinite(row[j]);
      row[j] = amplitude * std::cos(row[j] + offsets_[static_cast<size_t>(j)]);
    }
  }
  return {expanded_.data(), count()};
}

void RandomFeatures::require_in_range(const Group &group) const {
  if (group.any(!in_range_))
    throw Error("ATHANOR_INVALID_ARGUMENT",
                "a has entries so large that their random features cannot be computed. Standardize a first");
}

} // namespace athanor::rowwise
