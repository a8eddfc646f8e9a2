#include "centred_gram.h"

#include <algorithm>
#include <cmath>

#include "column_moments.h"
#include "row_pass.h"
#include "sliced_gram.h"

namespace athanor::rowwise {
namespace {

/* Rows of each rank that the shift is made of. */
constexpr int64_t kSampled = 64;
/* Means up to so many deviations are left in: the digits they cost are not missed. */
constexpr double kFewDeviations = 8;
/* Entries whose squares, and sums of them, are safe. */
constexpr double kSafeLow = 1e-60;
constexpr double kSafeHigh = 1e60;

/* Relative to the first row, so that a constant column's shift is its entry. */
std::vector<double> choose_shift(const Group &group, RowSource &source) {
  const size_t cols = static_cast<size_t>(source.cols());
  const std::vector<double> pivot = first_row(group, source, std::vector<double>(cols, 1.0));
  std::vector<double> sums(2 * cols + 1);
  const int64_t taken = std::min(kSampled, source.rows());
  for (int64_t i = 0; i < taken; ++i) {
    const Block row = source.read(i * (source.rows() / taken), 1, 0, source.cols());
    for (size_t j = 0; j < cols; ++j) {
      const double x = row.data[j] - pivot[j];
      sums[j] += x;
      sums[cols + j] += x * x;
    }
  }
  sums[2 * cols] = static_cast<double>(taken);
  group.sum(sums.data(), static_cast<int64_t>(sums.size()));
  const double count = sums[2 * cols];
  std::vector<double> shift(cols);
  for (size_t j = 0; j < cols; ++j) {
    const double offset = sums[j] / count, mean = pivot[j] + offset;
    const double variance = std::max(sums[cols + j] / count - offset * offset, 0.0);
    shift[j] = std::fabs(mean) <= kFewDeviations * std::sqrt(variance) ? 0 : mean;
  }
  return shift;
}

/* Whether no mean is larger than a few deviations of its column. */
bool few_deviations(const std::vector<double> &mean, double rows, const std::vector<double> &gram) {
  for (size_t j = 0; j < mean.size(); ++j)
    if (!(std::fabs(mean[j]) <= kFewDeviations * std::sqrt(std::max(gram[j * mean.size() + j], 0.0) / rows)))
      return false;
  return true;
}

/* On rank 0: C'C from B'B. */
void take_out_means(const std::vector<double> &sums, double rows, std::vector<double> &gram) {
  const size_t n = sums.size();
  for (size_t i = 0; i < n; ++i)
    for (size_t j = i; j < n; ++j) gram[i * n + j] -= sums[i] / rows * sums[j];
}

} // namespace

std::optional<CentredGram> centred_gram(Session &session, RowSource &source) {
  const Group &group = session.group;
  const int64_t n = source.cols();
  std::vector<double> shift = choose_shift(group, source);
  SlicedGram sliced(n);
  row_pass(session, source, 2 * SlicedGram::kBlockRows, {"gram", 0, 0.5},
           [&](int64_t, int64_t rows, const Block &block) {
             sliced.add(block.data, rows, block.stride, shift.data());
           });
  const double limit = group.largest(sliced.finite() ? sliced.limit() : kSafeHigh);
  if (!(limit > kSafeLow && limit < kSafeHigh)) return std::nullopt;

  std::vector<double> sums = sliced.column_sums();
  group.sum(sums.data(), n);
  const double rows = static_cast<double>(group.ranges_of(source.rows()).total());
  CentredGram result{std::move(shift), false, {sliced.take(), limit}};
  group.sum_to_root(result.sums.gram.data(), n * n);
  for (size_t j = 0; j < sums.size(); ++j) result.mean[j] += sums[j] / rows;
  double mild = 0;
  if (group.root()) {
    take_out_means(sums, rows, result.sums.gram);
    mild = few_deviations(result.mean, rows, result.sums.gram) ? 1 : 0;
  }
  group.broadcast(&mild, 1);
  result.mild = mild != 0;
  return result;
}

} // namespace athanor::rowwise
