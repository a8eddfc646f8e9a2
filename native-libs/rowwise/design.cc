#include "design.h"

namespace athanor::rowwise {

void Design::set_mean(std::vector<double> mean) {
  if (features_)
    mean_ = std::move(mean);
  else
    source_.set_shift(std::move(mean));
}

Block Design::of(const Block &raw, int64_t rows) {
  if (!features_) return raw;
  const Block expanded = features_->expand(raw, rows);
  if (mean_.empty()) return expanded;
  centred_.resize(static_cast<size_t>(rows * cols()));
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = 0; j < cols(); ++j)
      centred_[static_cast<size_t>(i * cols() + j)] =
          expanded.data[i * expanded.stride + j] - mean_[static_cast<size_t>(j)];
  return {centred_.data(), cols()};
}

} // namespace athanor::rowwise
