#include "column_means.h"

#include <cmath>

#include "column_moments.h"

namespace athanor::rowwise {
namespace {

/* A block's own sums are made in `block` first: rounding then grows with the rows of a block, not of the matrix. */
void add_differences(const Block &rows, int64_t count, const std::vector<double> &pivot, std::vector<double> &block,
                     std::vector<double> &sums) {
  const size_t cols = pivot.size();
  std::fill(block.begin(), block.end(), 0.0);
  for (int64_t i = 0; i < count; ++i) {
    const double *row = rows.data + i * rows.stride;
    for (size_t j = 0; j < cols; ++j) block[j] += row[j] - pivot[j];
  }
  for (size_t j = 0; j < cols; ++j) sums[j] += block[j];
}

} // namespace

std::vector<double> column_means(Session &session, RowSource &source, Stage stage) {
  const int64_t cols = source.cols();
  const std::vector<double> pivot = first_row(session.group, source, std::vector<double>(static_cast<size_t>(cols), 1));
  std::vector<double> block(pivot.size()), sums(pivot.size());
  checked_row_pass(
      session, source, RowSource::block_rows(cols), stage,
      [&](int64_t, int64_t rows, const Block &values) { add_differences(values, rows, pivot, block, sums); });
  session.group.sum(sums.data(), cols);
  const double count = static_cast<double>(session.group.ranges_of(source.rows()).total());
  bool finite = true;
  for (size_t j = 0; j < sums.size(); ++j) {
    sums[j] = pivot[j] + sums[j] / count;
    finite = finite && std::isfinite(sums[j]);
  }
  return finite ? sums : column_moments(session, source, {stage.phase, stage.to, stage.to}).mean;
}

} // namespace athanor::rowwise
