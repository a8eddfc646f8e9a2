#include "cluster_sums.h"

namespace athanor::rowwise {

ClusterSums::ClusterSums(int64_t k, const std::vector<double> &reference)
    : k_(k), cols_(static_cast<int64_t>(reference.size())), reference_(reference),
      high_(static_cast<size_t>(k * cols_)), low_(high_.size()), counts_(static_cast<size_t>(k)) {}

void ClusterSums::change(int64_t cluster, const double *row, double sign) {
  counts_[static_cast<size_t>(cluster)] += sign;
  double *high = high_.data() + cluster * cols_, *low = low_.data() + cluster * cols_;
  const double *reference = reference_.data();
  for (int64_t j = 0; j < cols_; ++j) {
    const double step = sign * (row[j] - reference[j]), old = high[j];
    const double sum = old + step, part = sum - old;
    low[j] += (old - (sum - part)) + (step - part);
    high[j] = sum;
  }
}

std::vector<double> ClusterSums::counts(const Group &group) const {
  std::vector<double> all = counts_;
  group.sum(all.data(), k_);
  return all;
}

void ClusterSums::means(const Group &group, const std::vector<double> &counts, std::vector<double> &centers) const {
  std::vector<double> sums(high_.size());
  for (size_t i = 0; i < sums.size(); ++i) sums[i] = high_[i] + low_[i];
  group.sum_to_root(sums.data(), k_ * cols_);
  for (int64_t c = 0; group.root() && c < k_; ++c) {
    const double count = counts[static_cast<size_t>(c)];
    for (int64_t j = 0; count > 0 && j < cols_; ++j) {
      const auto at = static_cast<size_t>(c * cols_ + j);
      centers[at] = reference_[static_cast<size_t>(j)] + sums[at] / count;
    }
  }
  group.broadcast(centers.data(), k_ * cols_);
}

} // namespace athanor::rowwise
