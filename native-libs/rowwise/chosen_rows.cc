#include "chosen_rows.h"

#include <algorithm>
#include <set>

#include "random_values.h"

namespace athanor::rowwise {
namespace {

struct Candidate {
  double distance;
  double row; /* of the whole matrix */
};

bool before(const Candidate &a, const Candidate &b) {
  return a.distance > b.distance || (a.distance == b.distance && a.row < b.row);
}

void keep_first(std::vector<Candidate> &candidates, int64_t count) {
  const int64_t kept = std::min(count, static_cast<int64_t>(candidates.size()));
  std::partial_sort(candidates.begin(), candidates.begin() + kept, candidates.end(), before);
  candidates.resize(static_cast<size_t>(kept));
}

} // namespace

std::vector<double> values_of(const Group &group, RowSource &source, const std::vector<int64_t> &own) {
  const int64_t cols = source.cols();
  const RowRanges ranges = group.ranges_of(static_cast<int64_t>(own.size()));
  std::vector<double> mine, all(static_cast<size_t>(ranges.total() * cols));
  mine.reserve(own.size() * static_cast<size_t>(cols));
  for (const int64_t row : own) {
    const Block block = source.read(row, 1, 0, cols);
    mine.insert(mine.end(), block.data, block.data + cols);
  }
  group.gather_rows(mine.data(), ranges, cols, all.data());
  return all;
}

std::vector<int64_t> own_of(const RowSource &source, const std::vector<int64_t> &rows) {
  std::vector<int64_t> own;
  for (const int64_t row : rows)
    if (row >= source.first_row() && row < source.first_row() + source.rows()) own.push_back(row - source.first_row());
  return own;
}

/* Floyd's method: of the numbers up to `last`, one at random, or `last` itself where that one is taken. */
std::vector<int64_t> draw_rows(int64_t rows, int64_t count, int64_t seed) {
  std::set<int64_t> chosen;
  for (int64_t last = rows - count; last < rows; ++last) {
    const double uniform = (random_value(seed, 0, last, 0) + 1) / 2;
    const int64_t drawn = std::min(last, static_cast<int64_t>(uniform * static_cast<double>(last + 1)));
    if (!chosen.insert(drawn).second) chosen.insert(last);
  }
  return {chosen.begin(), chosen.end()};
}

std::vector<int64_t> farthest_rows(const Group &group, const RowSource &source, const std::vector<double> &distances,
                                   int64_t count) {
  std::vector<Candidate> own;
  auto row = static_cast<double>(source.first_row());
  for (const double distance : distances) {
    if (distance > 0) own.push_back({distance, row});
    ++row;
  }
  keep_first(own, count);
  const RowRanges ranges = group.ranges_of(static_cast<int64_t>(own.size()));
  std::vector<Candidate> all(static_cast<size_t>(ranges.total()));
  group.gather_rows(&own.data()->distance, ranges, 2, &all.data()->distance);
  keep_first(all, count);
  std::vector<int64_t> rows;
  for (const Candidate &candidate : all) rows.push_back(static_cast<int64_t>(candidate.row));
  return rows;
}

} // namespace athanor::rowwise
