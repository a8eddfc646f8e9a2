#include "minibatch_sgd.h"

#include <numeric>

#include "random_values.h"

namespace athanor::rowwise {
namespace {

/* Fisher and Yates' shuffle with bits that depend on seed, epoch, rank and place. */
void shuffle(std::vector<int64_t> &order, int64_t seed, int64_t epoch, int rank) {
  const uint64_t key = mix_bits(mix_bits(mix_bits(static_cast<uint64_t>(seed)) ^ static_cast<uint64_t>(epoch)) ^
                                static_cast<uint64_t>(rank));
  for (size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[mix_bits(key ^ i) % i]);
}

/* The rank's rows in the order of an epoch, a batch at a time, copied. */
class Batches {
 public:
  Batches(RowSource &source, const std::vector<int32_t> &labels, int64_t height)
      : source_(source), labels_(labels), height_(height), order_(static_cast<size_t>(source.rows())) {
    std::iota(order_.begin(), order_.end(), int64_t{0});
  }

  std::vector<int64_t> &order() { return order_; }
  int64_t count() const { return (source_.rows() + height_ - 1) / height_; }
  int64_t rows() const { return static_cast<int64_t>(own_labels_.size()); }
  const int32_t *labels() const { return own_labels_.data(); }

  Block read(int64_t number) {
    const int64_t cols = source_.cols(), begin = number * height_, end = std::min(begin + height_, source_.rows());
    rows_.clear();
    own_labels_.clear();
    for (int64_t i = begin; i < end; ++i) {
      const int64_t row = order_[static_cast<size_t>(i)];
      const Block block = source_.read(row, 1, 0, cols);
      rows_.insert(rows_.end(), block.data, block.data + cols);
      own_labels_.push_back(labels_[static_cast<size_t>(row)]);
    }
    return {rows_.data(), cols};
  }

 private:
  RowSource &source_;
  const std::vector<int32_t> &labels_;
  int64_t height_;
  std::vector<int64_t> order_;
  std::vector<double> rows_;
  std::vector<int32_t> own_labels_;
};

/* The share of a step that is taken again in the next. */
constexpr double kMomentum = 0.9;

/* velocity = momentum * velocity - step * (mean gradient of the batch + lambda x), x += velocity. `sums`: the gradient,
 * and the rows of the batch. */
void descend(const LogisticModel &model, const std::vector<double> &sums, double step, std::vector<double> &velocity,
             std::vector<double> &x) {
  const double share = 1 / sums.back();
  const size_t penalised = static_cast<size_t>(model.features * model.width);
  for (size_t i = 0; i < x.size(); ++i) {
    const double slope = sums[i] * share + (i < penalised ? model.lambda * x[i] : 0);
    velocity[i] = kMomentum * velocity[i] - step * slope;
    x[i] += velocity[i];
  }
}

} // namespace

std::vector<double> minibatch_sgd(Session &session, RowSource &source, const std::vector<int32_t> &labels,
                                  const LogisticModel &model, LogisticObjective &objective, const SgdOptions &options,
                                  Stage stage) {
  const Group &group = session.group;
  Batches batches(source, labels, std::max<int64_t>(1, options.batch_rows / group.size()));
  const int64_t steps = -group.smallest(-batches.count()), total = steps * options.epochs;
  std::vector<double> x(static_cast<size_t>(model.length())), velocity(x.size()), sums(x.size() + 1);
  const PhaseTimer timer(session, stage.phase);
  session.progress(stage.phase, stage.from, -1);
  for (int64_t epoch = 0; epoch < options.epochs; ++epoch) {
    shuffle(batches.order(), options.seed, epoch, group.rank());
    for (int64_t step = 0; step < steps; ++step) {
      std::fill(sums.begin(), sums.end(), 0.0);
      if (step < batches.count() && !session.stop_requested()) {
        const Block block = batches.read(step);
        objective.add_rows(x.data(), batches.labels(), block, batches.rows(), sums.data());
        sums.back() = static_cast<double>(batches.rows());
      }
      group.sum(sums.data(), model.length() + 1);
      const double left = 1 - static_cast<double>(epoch * steps + step) / static_cast<double>(total);
      if (sums.back() > 0) descend(model, sums, options.rate * left, velocity, x);
      session.tick(stage.to - (stage.to - stage.from) * left);
    }
    session.end_pass();
  }
  return x;
}

} // namespace athanor::rowwise
