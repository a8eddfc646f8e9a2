#include "column_moments.h"

#include <cmath>
#include <limits>

namespace athanor::rowwise {
namespace {

/* Entries between these have squares, and squares of rounding errors of differences, within the range of a double. */
constexpr double kSafeLow = 0x1p-400;
constexpr double kSafeHigh = 0x1p400;

/* Rows of a 6 x cols array; means are differences from the pivot. */
enum Field { kMean, kSquares, kSumSquares, kMin, kMax, kZeros, kFields };

class Accumulator {
 public:
  explicit Accumulator(int64_t cols) : cols_(cols), fields_(static_cast<size_t>(kFields * cols)) {
    std::fill(row(kMin), row(kMin) + cols, std::numeric_limits<double>::infinity());
    std::fill(row(kMax), row(kMax) + cols, -std::numeric_limits<double>::infinity());
  }

  double count() const { return count_; }
  double *row(int field) { return fields_.data() + field * cols_; }
  std::vector<double> &fields() { return fields_; }

  /* other: the fields of `count` rows that come after this one's. */
  void merge(double count, const double *other) {
    if (count == 0) return;
    const double share = count / (count_ + count), weight = count_ * share;
    const double *const theirs[] = {other,             other + cols_,     other + 2 * cols_,
                                    other + 3 * cols_, other + 4 * cols_, other + 5 * cols_};
    for (int64_t j = 0; j < cols_; ++j) {
      const double step = theirs[kMean][j] - row(kMean)[j];
      row(kMean)[j] += step * share;
      row(kSquares)[j] += theirs[kSquares][j] + step * step * weight;
      row(kSumSquares)[j] += theirs[kSumSquares][j];
      row(kMin)[j] = std::min(row(kMin)[j], theirs[kMin][j]);
      row(kMax)[j] = std::max(row(kMax)[j], theirs[kMax][j]);
      row(kZeros)[j] += theirs[kZeros][j];
    }
    count_ += count;
  }

 private:
  int64_t cols_;
  double count_ = 0;
  std::vector<double> fields_;
};

/* What is subtracted from a column after its scaling, so that sums keep the digits of its spread. */
struct Frame {
  std::vector<double> scale;
  std::vector<double> pivot;
};

/* The fields of one block, whose rows are in cache. */
class BlockMoments {
 public:
  BlockMoments(int64_t cols, const Frame &frame) : cols_(cols), frame_(frame), block_(cols) {}

  const double *of(const Block &block, int64_t rows) {
    block_ = Accumulator(cols_);
    for (int64_t i = 0; i < rows; ++i) sum_row(block.data + i * block.stride);
    double *mean = block_.row(kMean);
    for (int64_t j = 0; j < cols_; ++j) mean[j] /= static_cast<double>(rows);
    for (int64_t i = 0; i < rows; ++i) add_squares(block.data + i * block.stride);
    return block_.fields().data();
  }

 private:
  void sum_row(const double *values) {
    double *sum = block_.row(kMean), *squares = block_.row(kSumSquares), *zeros = block_.row(kZeros);
    double *low = block_.row(kMin), *high = block_.row(kMax);
    const double *pivot = frame_.pivot.data(), *scale = frame_.scale.data();
    for (int64_t j = 0; j < cols_; ++j) {
      const double x = values[j] * scale[j];
      sum[j] += x - pivot[j];
      squares[j] += x * x;
      low[j] = values[j] < low[j] ? values[j] : low[j];
      high[j] = values[j] > high[j] ? values[j] : high[j];
      zeros[j] += values[j] == 0 ? 1.0 : 0.0;
    }
  }

  void add_squares(const double *values) {
    const double *mean = block_.row(kMean), *pivot = frame_.pivot.data(), *scale = frame_.scale.data();
    double *squares = block_.row(kSquares);
    for (int64_t j = 0; j < cols_; ++j) {
      const double step = values[j] * scale[j] - pivot[j] - mean[j];
      squares[j] += step * step;
    }
  }

  int64_t cols_;
  const Frame &frame_;
  Accumulator block_;
};

/* One pass; all ranks' rows merged in rank order, the same fields on every rank. */
Accumulator sum_up(Session &session, RowSource &source, Stage stage, const Frame &frame) {
  const int64_t cols = source.cols(), length = kFields * cols;
  Accumulator own(cols);
  BlockMoments moments(cols, frame);
  checked_row_pass(session, source, RowSource::block_rows(cols), stage, [&](int64_t, int64_t rows, const Block &block) {
    own.merge(static_cast<double>(rows), moments.of(block, rows));
  });
  const Group &group = session.group;
  const std::vector<double> counts = group.gather_each(own.count());
  std::vector<double> stack(group.root() ? static_cast<size_t>(length * group.size()) : 0);
  group.gather_to_root(own.fields().data(), std::vector<int64_t>(counts.size(), 1), length, stack.data());
  Accumulator all(cols);
  if (group.root())
    for (size_t r = 0; r < counts.size(); ++r) all.merge(counts[r], stack.data() + static_cast<int64_t>(r) * length);
  group.broadcast(all.fields().data(), length);
  return all;
}

/* Powers of two that bring extreme columns' largest magnitude near 1; empty if none is extreme. */
std::vector<double> scales_of(Accumulator &sums, int64_t cols) {
  std::vector<double> scale(static_cast<size_t>(cols), 1.0);
  bool any = false;
  for (int64_t j = 0; j < cols; ++j) {
    const double largest = std::max(std::fabs(sums.row(kMin)[j]), std::fabs(sums.row(kMax)[j]));
    if (largest == 0 || (largest > kSafeLow && largest < kSafeHigh)) continue;
    scale[static_cast<size_t>(j)] = std::ldexp(1.0, std::clamp(-std::ilogb(largest), -1022, 1022));
    any = true;
  }
  return any ? scale : std::vector<double>();
}

} // namespace

std::vector<double> first_row(const Group &group, RowSource &source, const std::vector<double> &scale) {
  const int64_t cols = source.cols();
  const int owner = static_cast<int>(group.smallest(source.rows() > 0 ? group.rank() : group.size()));
  std::vector<double> row(static_cast<size_t>(cols));
  if (group.rank() == owner) {
    const Block block = source.read(0, 1, 0, cols);
    for (size_t j = 0; j < row.size(); ++j) row[j] = block.data[j] * scale[j];
  }
  broadcast(group.comm(), row.data(), cols, owner);
  return row;
}

ColumnMoments column_moments(Session &session, RowSource &source, Stage stage) {
  const int64_t cols = source.cols();
  Frame frame{std::vector<double>(static_cast<size_t>(cols), 1.0), {}};
  frame.pivot = first_row(session.group, source, frame.scale);
  Accumulator sums = sum_up(session, source, stage, frame);
  if (const std::vector<double> needed = scales_of(sums, cols); !needed.empty()) {
    frame = {needed, first_row(session.group, source, needed)};
    sums = sum_up(session, source, {stage.phase, stage.to, stage.to}, frame);
  }
  ColumnMoments found;
  found.count = static_cast<double>(session.group.ranges_of(source.rows()).total());
  auto field = [&](Field which) { return std::vector<double>(sums.row(which), sums.row(which) + cols); };
  found.mean = field(kMean);
  found.spread = field(kSquares);
  found.norm = field(kSumSquares);
  found.min = field(kMin);
  found.max = field(kMax);
  found.zeros = field(kZeros);
  for (size_t j = 0; j < frame.scale.size(); ++j) {
    const double scale = frame.scale[j];
    found.mean[j] = (frame.pivot[j] + found.mean[j]) / scale;
    found.spread[j] = std::sqrt(found.spread[j]) / scale;
    found.norm[j] = std::sqrt(found.norm[j]) / scale;
  }
  return found;
}

std::vector<double> deviations(const ColumnMoments &moments, int64_t ddof) {
  std::vector<double> result = moments.spread;
  const double by = std::sqrt(moments.count - static_cast<double>(ddof));
  for (double &value : result) value /= by;
  return result;
}

void check_ddof(int64_t rows, int64_t ddof) {
  if (ddof >= 0 && rows > ddof) return;
  throw Error("ATHANOR_INVALID_ARGUMENT", "ddof is " + std::to_string(ddof) + " and a has " + std::to_string(rows) +
                                              " rows; ddof is at least 0 and less than the rows. Lower ddof");
}

} // namespace athanor::rowwise
