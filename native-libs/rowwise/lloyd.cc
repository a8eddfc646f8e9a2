#include "lloyd.h"

#include <cmath>
#include <limits>

#include "chosen_rows.h"

namespace athanor::rowwise {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kEps = std::numeric_limits<double>::epsilon();
/* Rows between two looks at whether to stop. */
constexpr int64_t kLook = 4096;

} // namespace

Lloyd::Lloyd(KmeansRows &rows, int64_t k, std::vector<double> centers)
    : rows_(rows), k_(k), cols_(rows.source.cols()), centers_(std::move(centers)),
      finder_(centers_, k, rows.reference), sums_(k, rows.reference), batch_(rows.source),
      labels_(rows.norms.size(), -1), upper_(rows.norms.size(), kInfinity), lower_(rows.norms.size(), 0),
      moves_(static_cast<size_t>(k)), others_(moves_.size()), gaps_(moves_.size()) {
  measure_gaps();
}

void Lloyd::run(const LloydOptions &options, Stage stage) {
  const double step = (stage.to - stage.from) / static_cast<double>(options.max_iterations + 1);
  while (iterations_ < options.max_iterations && !converged_) {
    const double from = stage.from + step * static_cast<double>(iterations_++);
    const double changed = assign({stage.phase, from, from + step});
    if (changed > 0) converged_ = update({"centers", from + step, from + step}) <= options.tolerance;
    else converged_ = true;
  }
  assign({stage.phase, stage.to - step, stage.to});
}

/* The rows that changed their center, over all ranks. */
double Lloyd::assign(Stage stage) {
  Session &session = rows_.session;
  const PhaseTimer timer(session, stage.phase);
  session.progress(stage.phase, stage.from, -1);
  changed_ = 0;
  const int64_t rows = rows_.source.rows();
  for (int64_t row = 0; row < rows; ++row) {
    if (row % kLook == 0) {
      if (session.stop_requested()) break;
      session.tick(stage.from + (stage.to - stage.from) * static_cast<double>(row) / static_cast<double>(rows));
    }
    if (settled(static_cast<size_t>(row))) continue;
    batch_.add(row);
    if (batch_.full()) assign_batch();
  }
  if (batch_.size() > 0) assign_batch();
  std::fill(moves_.begin(), moves_.end(), 0.0);
  std::fill(others_.begin(), others_.end(), 0.0);
  session.end_pass();
  session.group.sum(&changed_, 1);
  session.progress(stage.phase, stage.to, -1);
  return changed_;
}

/* Moves the row's bounds with the centers. */
bool Lloyd::settled(size_t row) {
  if (labels_[row] < 0) return false;
  const auto own = static_cast<size_t>(labels_[row]);
  upper_[row] = (upper_[row] + moves_[own]) * (1 + kEps);
  lower_[row] -= others_[own] + kEps * lower_[row];
  return upper_[row] < std::max(lower_[row], gaps_[own]);
}

void Lloyd::assign_batch() {
  const Block block = batch_.read();
  found_.resize(static_cast<size_t>(batch_.size()));
  finder_.find(block, batch_.size(), found_.data());
  for (size_t i = 0; i < found_.size(); ++i)
    take(batch_.rows()[i], block.data + static_cast<int64_t>(i) * block.stride, found_[i]);
  batch_.clear();
}

void Lloyd::take(int64_t row, const double *values, const Nearest &found) {
  const auto at = static_cast<size_t>(row);
  const double norm = rows_.norms[at], rounding = finder_.rounding(norm, found.center);
  upper_[at] = std::sqrt(std::max(0.0, norm + 2 * found.best + rounding)) * (1 + kEps);
  lower_[at] = std::sqrt(std::max(0.0, norm + 2 * found.second - finder_.rounding(norm))) * (1 - kEps);
  if (labels_[at] == found.center) return;
  if (labels_[at] >= 0) sums_.leave(labels_[at], values);
  sums_.join(found.center, values);
  labels_[at] = found.center;
  ++changed_;
}

/* The centers become the means of their rows; the sum of their squared moves, the same on every rank. */
double Lloyd::update(Stage stage) {
  const Group &group = rows_.session.group;
  std::vector<double> counts = sums_.counts(group);
  if (std::find(counts.begin(), counts.end(), 0.0) != counts.end()) {
    reseed(counts, stage);
    counts = sums_.counts(group);
  }
  const PhaseTimer timer(rows_.session, stage.phase);
  const std::vector<double> before = centers_;
  sums_.means(group, counts, centers_);
  note_moves(before);
  finder_ = Centers(centers_, k_, rows_.reference);
  measure_gaps();
  double moved = 0;
  for (const double move : moves_) moved += move * move;
  group.broadcast(&moved, 1);
  return moved;
}

/* Each empty cluster takes over a row that is as far as any from its center. */
void Lloyd::reseed(const std::vector<double> &counts, Stage stage) {
  std::vector<double> distances(labels_.size());
  row_pass(rows_.session, rows_.source, RowSource::block_rows(cols_), stage,
           [&](int64_t row, int64_t count, const Block &block) {
             for (int64_t i = 0; i < count; ++i) {
               const auto at = static_cast<size_t>(row + i);
               const double distance =
                   squared_distance(block.data + i * block.stride, centers_.data() + labels_[at] * cols_, cols_);
               const bool equal = distance <= kEps * finder_.rounding(rows_.norms[at], labels_[at]);
               distances[at] = equal ? 0 : distance;
             }
           });
  const auto empty = std::count(counts.begin(), counts.end(), 0.0);
  int32_t cluster = -1;
  for (const int64_t row : farthest_rows(rows_.session.group, rows_.source, distances, empty)) {
    do ++cluster;
    while (counts[static_cast<size_t>(cluster)] > 0);
    for (const int64_t own : own_of(rows_.source, {row})) {
      const auto at = static_cast<size_t>(own);
      const Block block = rows_.source.read(own, 1, 0, cols_);
      sums_.leave(labels_[at], block.data);
      sums_.join(cluster, block.data);
      labels_[at] = cluster;
      upper_[at] = kInfinity;
    }
  }
}

void Lloyd::note_moves(const std::vector<double> &before) {
  double largest = 0, next = 0;
  for (size_t c = 0; c < moves_.size(); ++c) {
    const int64_t at = static_cast<int64_t>(c) * cols_;
    moves_[c] = std::sqrt(squared_distance(centers_.data() + at, before.data() + at, cols_));
    moves_[c] *= 1 + static_cast<double>(cols_ + 8) * kEps;
    next = std::max(next, std::min(largest, moves_[c]));
    largest = std::max(largest, moves_[c]);
  }
  for (size_t c = 0; c < moves_.size(); ++c) others_[c] = moves_[c] == largest ? next : largest;
}

void Lloyd::measure_gaps() {
  std::vector<Nearest> found(static_cast<size_t>(k_));
  finder_.find({centers_.data(), cols_}, k_, found.data());
  for (size_t c = 0; c < gaps_.size(); ++c) {
    const double *center = centers_.data() + static_cast<int64_t>(c) * cols_;
    const double norm = squared_distance(center, rows_.reference.data(), cols_);
    const double squared = norm + 2 * found[c].second - finder_.rounding(norm);
    gaps_[c] = squared > 0 ? std::sqrt(squared) / 2 * (1 - 4 * kEps) : 0;
  }
}

} // namespace athanor::rowwise
