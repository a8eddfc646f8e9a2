#include "weighted_kmeans.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernel.h"
#include "nearest.h"
#include "random_values.h"

namespace athanor::rowwise {
namespace {

constexpr int64_t kSteps = 10;
constexpr int64_t kMostStarts = 8;
/* Starts are repeated while they cost less than this: a fraction of a second. */
constexpr double kFlops = 2e9;
/* Streams of random values: one a start, from here on. */
constexpr int64_t kStream = 1000;

class Start {
 public:
  Start(const WeightedPoints &points, int64_t k, int64_t seed, int64_t number)
      : points_(points), k_(k), seed_(seed), stream_(kStream + number),
        origin_(static_cast<size_t>(points.cols)),
        closest_(static_cast<size_t>(points.count), std::numeric_limits<double>::infinity()) {
    for (int64_t i = 0; i < points.count; ++i) norms_.push_back(kernel().sum_squares(point(i), points.cols));
  }

  std::vector<double> centers() {
    take_best(points_.weights, 1, 0);
    const int64_t draws = 2 + static_cast<int64_t>(std::log(static_cast<double>(k_)));
    for (int64_t c = 1; c < k_; ++c) take_best(shares(), draws, c * draws);
    for (int64_t step = 0; step < kSteps && improve(); ++step) continue;
    return centers_;
  }

  /* The weighted sum of squared distances to the centers. */
  double cost() {
    assign();
    return cost_of(closest_);
  }

 private:
  const double *point(int64_t i) const { return points_.values.data() + i * points_.cols; }
  Block block() const { return {points_.values.data(), points_.cols}; }

  /* A point with a probability in proportion to its share. */
  int64_t draw(const std::vector<double> &shares, int64_t number) const {
    double total = 0;
    for (const double share : shares) total += share;
    double rest = (random_value(seed_, stream_, number, 0) + 1) / 2 * total;
    int64_t last = 0;
    for (size_t i = 0; i < shares.size(); ++i) {
      if (shares[i] <= 0) continue;
      last = static_cast<int64_t>(i);
      if ((rest -= shares[i]) < 0) break;
    }
    return last;
  }

  /* Of some draws by these shares, takes the one that leaves the least cost. */
  void take_best(const std::vector<double> &shares, int64_t draws, int64_t number) {
    std::vector<double> drawn;
    for (int64_t trial = 0; trial < draws; ++trial) {
      const double *chosen = point(draw(shares, number + trial));
      drawn.insert(drawn.end(), chosen, chosen + points_.cols);
    }
    Centers trials(drawn, draws, origin_);
    const double *halves = trials.halves(block(), points_.count);
    std::vector<double> best;
    int64_t taken = 0;
    double least = std::numeric_limits<double>::infinity();
    for (int64_t trial = 0; trial < draws; ++trial) {
      std::vector<double> closest = closer_with(trials, trial, halves + trial, padded_width(draws));
      const double cost = cost_of(closest);
      if (cost >= least) continue;
      least = cost;
      best = std::move(closest);
      taken = trial;
    }
    if (!best.empty()) closest_ = std::move(best);
    centers_.insert(centers_.end(), drawn.begin() + taken * points_.cols, drawn.begin() + (taken + 1) * points_.cols);
  }

  std::vector<double> closer_with(const Centers &trials, int64_t trial, const double *halves, int64_t stride) const {
    std::vector<double> closest = closest_;
    for (size_t i = 0; i < closest.size(); ++i) {
      const double distance = norms_[i] + 2 * halves[static_cast<int64_t>(i) * stride];
      const bool equal = distance <= trials.rounding(norms_[i], static_cast<int32_t>(trial));
      closest[i] = std::min(closest[i], equal ? 0 : distance);
    }
    return closest;
  }

  double cost_of(const std::vector<double> &closest) const {
    double total = 0;
    for (size_t i = 0; i < closest.size(); ++i) total += points_.weights[i] * closest[i];
    return total;
  }

  std::vector<double> shares() const {
    std::vector<double> shares = closest_;
    for (size_t i = 0; i < shares.size(); ++i) shares[i] *= points_.weights[i];
    return shares;
  }

  void assign() {
    found_.resize(static_cast<size_t>(points_.count));
    Centers(centers_, k_, origin_).find(block(), points_.count, found_.data());
    for (int64_t i = 0; i < points_.count; ++i)
      closest_[static_cast<size_t>(i)] = squared_distance(
          point(i), centers_.data() + found_[static_cast<size_t>(i)].center * points_.cols, points_.cols);
  }

  /* One step of Lloyd's method; false once it changes nothing. */
  bool improve() {
    assign();
    const int64_t cols = points_.cols;
    std::vector<double> means(centers_.size()), weights(static_cast<size_t>(k_));
    for (int64_t i = 0; i < points_.count; ++i) {
      const int64_t center = found_[static_cast<size_t>(i)].center;
      const double weight = points_.weights[static_cast<size_t>(i)];
      weights[static_cast<size_t>(center)] += weight;
      for (int64_t j = 0; j < cols; ++j) means[static_cast<size_t>(center * cols + j)] += weight * point(i)[j];
    }
    for (int64_t at = 0; at < k_ * cols; ++at) {
      const double weight = weights[static_cast<size_t>(at / cols)];
      double &mean = means[static_cast<size_t>(at)];
      mean = weight > 0 ? mean / weight : centers_[static_cast<size_t>(at)];
    }
    centers_.swap(means);
    return centers_ != means;
  }

  const WeightedPoints &points_;
  int64_t k_;
  int64_t seed_;
  int64_t stream_;
  std::vector<double> origin_;
  std::vector<double> norms_;
  std::vector<double> closest_; /* squared distance of each point to its nearest center */
  std::vector<double> centers_;
  std::vector<Nearest> found_;
};

} // namespace

std::vector<double> weighted_kmeans(const WeightedPoints &points, int64_t k, int64_t seed) {
  const double flops = 2.0 * static_cast<double>(points.count * points.cols) * static_cast<double>(k) *
                       (static_cast<double>(kSteps) + 2 + std::log(static_cast<double>(k)));
  const int64_t starts = std::clamp(static_cast<int64_t>(kFlops / flops), int64_t{1}, kMostStarts);
  std::vector<double> best;
  double least = std::numeric_limits<double>::infinity();
  for (int64_t number = 0; number < starts; ++number) {
    Start start(points, k, seed, number);
    std::vector<double> centers = start.centers();
    const double cost = start.cost();
    if (best.empty() || cost < least) {
      best = std::move(centers);
      least = cost;
    }
  }
  return best;
}

} // namespace athanor::rowwise
