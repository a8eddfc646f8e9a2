/*
 * Count, mean, spread, extremes and norm of every column, in one pass over the rows: blocks are summed about their
 * own means and merged (Chan, Golub, LeVeque 1983), all relative to the first row of the matrix, so no digits are lost
 * where a mean is large against the spread, and a constant column has a spread of exactly zero. Where squares of a
 * column's entries would leave the range of a double a second pass sums them scaled.
 */
#ifndef ATHANOR_ROWWISE_COLUMN_MOMENTS_H
#define ATHANOR_ROWWISE_COLUMN_MOMENTS_H

#include <vector>

#include "row_pass.h"

namespace athanor::rowwise {

/* One value per column in each; of all rows. */
struct ColumnMoments {
  double count = 0;
  std::vector<double> mean;
  std::vector<double> spread; /* root of the sum of squared deviations from the mean */
  std::vector<double> norm;
  std::vector<double> min;
  std::vector<double> max;
  std::vector<double> zeros; /* entries that are 0 or -0 */
};

/*
 * Collective; the same bits on every rank. Throws ATHANOR_NOT_FINITE on every rank.
 * Cost: 8 rows cols flops. Memory: 14 cols doubles a rank and 6 cols (ranks + 2) on rank 0.
 */
ColumnMoments column_moments(Session &session, RowSource &source, Stage stage);

/* Collective: the first row of the matrix, scaled. A constant column's every difference from it is exactly 0. */
std::vector<double> first_row(const Group &group, RowSource &source, const std::vector<double> &scale);

/* Root of the mean squared deviation: spread / sqrt(count - ddof), column by column. */
std::vector<double> deviations(const ColumnMoments &moments, int64_t ddof);

/* Throws ATHANOR_INVALID_ARGUMENT unless there are more than `ddof` >= 0 rows. */
void check_ddof(int64_t rows, int64_t ddof);

} // namespace athanor::rowwise

#endif
