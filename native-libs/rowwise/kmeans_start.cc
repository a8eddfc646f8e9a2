#include "kmeans_start.h"

#include <limits>

#include "chosen_rows.h"
#include "nearest.h"
#include "random_values.h"
#include "weighted_kmeans.h"

namespace athanor::rowwise {
namespace {

/* Candidates for centers, and how far this rank's rows are from them. */
class Candidates {
 public:
  explicit Candidates(KmeansRows &rows)
      : rows_(rows), closest_(rows.norms.size(), std::numeric_limits<double>::infinity()),
        nearest_(rows.norms.size()) {}

  int64_t count() const { return static_cast<int64_t>(values_.size()) / rows_.source.cols(); }
  /* Squared distances to the nearest candidate; 0 where only rounding tells them from it. */
  const std::vector<double> &closest() const { return closest_; }

  /* Collective: adds own rows of each rank, in one pass. */
  void add(const std::vector<int64_t> &own, Stage stage) {
    const std::vector<double> added = values_of(rows_.session.group, rows_.source, own);
    const int64_t first = count(), cols = rows_.source.cols();
    Centers centers(added, static_cast<int64_t>(added.size()) / cols, rows_.reference);
    values_.insert(values_.end(), added.begin(), added.end());
    std::vector<Nearest> found;
    row_pass(rows_.session, rows_.source, RowSource::block_rows(cols), stage,
             [&](int64_t row, int64_t count, const Block &block) {
               found.resize(static_cast<size_t>(count));
               centers.find(block, count, found.data());
               for (int64_t i = 0; i < count; ++i) note(row + i, found[static_cast<size_t>(i)], centers, first);
             });
  }

  /* Collective: k centers from the candidates, of which there are at least k. */
  std::vector<double> reduce(int64_t k, int64_t seed) const {
    const Group &group = rows_.session.group;
    const int64_t cols = rows_.source.cols();
    WeightedPoints points{{}, std::vector<double>(static_cast<size_t>(count())), count(), cols};
    for (const int32_t candidate : nearest_) points.weights[static_cast<size_t>(candidate)] += 1;
    group.sum_to_root(points.weights.data(), count());
    std::vector<double> centers(static_cast<size_t>(k * cols));
    if (group.root()) {
      points.values = values_;
      shift(points.values, -1);
      centers = weighted_kmeans(points, k, seed);
      shift(centers, 1);
    }
    group.broadcast(centers.data(), k * cols);
    return centers;
  }

 private:
  void note(int64_t row, const Nearest &found, const Centers &centers, int64_t first) {
    const auto at = static_cast<size_t>(row);
    const double distance = rows_.norms[at] + 2 * found.best;
    const double exact = distance > centers.rounding(rows_.norms[at], found.center) ? distance : 0;
    if (!(exact < closest_[at])) return;
    closest_[at] = exact;
    nearest_[at] = static_cast<int32_t>(first + found.center);
  }

  void shift(std::vector<double> &values, double sign) const {
    const size_t cols = rows_.reference.size();
    for (size_t i = 0; i < values.size(); ++i) values[i] += sign * rows_.reference[i % cols];
  }

  KmeansRows &rows_;
  std::vector<double> values_;
  std::vector<double> closest_;
  std::vector<int32_t> nearest_;
};

/* The sum over all ranks' rows. */
double total_of(const Group &group, const std::vector<double> &values) {
  double total = 0;
  for (const double value : values) total += value;
  group.sum(&total, 1);
  return total;
}

/* This rank's part of a round: each row by itself, with its probability. */
std::vector<int64_t> sample(const KmeansRows &rows, const std::vector<double> &closest, double factor, int64_t seed,
                            int64_t round) {
  std::vector<int64_t> own;
  for (int64_t i = 0; i < rows.source.rows(); ++i) {
    const double uniform = (random_value(seed, round, rows.source.first_row() + i, 0) + 1) / 2;
    if (uniform < factor * closest[static_cast<size_t>(i)]) own.push_back(i);
  }
  return own;
}

/* Fills up to k: the rows farthest from all candidates; where all rows are candidates' equals, any. */
void fill(KmeansRows &rows, Candidates &candidates, int64_t k, int64_t seed, Stage stage) {
  const Group &group = rows.session.group;
  std::vector<int64_t> chosen =
      farthest_rows(group, rows.source, candidates.closest(), k - candidates.count());
  if (!chosen.empty()) candidates.add(own_of(rows.source, chosen), stage);
  if (candidates.count() < k)
    candidates.add(own_of(rows.source, draw_rows(rows.total, k - candidates.count(), seed)), stage);
}

} // namespace

std::vector<double> parallel_start(KmeansRows &rows, int64_t k, int64_t rounds, int64_t seed, Stage stage) {
  const Group &group = rows.session.group;
  Candidates candidates(rows);
  const double step = (stage.to - stage.from) / static_cast<double>(rounds + 1);
  double done = stage.from;
  candidates.add(own_of(rows.source, draw_rows(rows.total, 1, seed)), {stage.phase, done, done + step});
  for (int64_t round = 1; round <= rounds; ++round) {
    done += step;
    const double total = total_of(group, candidates.closest());
    if (total == 0) break;
    candidates.add(sample(rows, candidates.closest(), 2 * static_cast<double>(k) / total, seed, round),
                   {stage.phase, done, done + step});
  }
  if (candidates.count() < k) fill(rows, candidates, k, seed, {stage.phase, stage.to, stage.to});
  const PhaseTimer timer(rows.session, stage.phase);
  return candidates.reduce(k, seed);
}

std::vector<double> random_start(KmeansRows &rows, int64_t k, int64_t seed) {
  return values_of(rows.session.group, rows.source, own_of(rows.source, draw_rows(rows.total, k, seed)));
}

} // namespace athanor::rowwise
