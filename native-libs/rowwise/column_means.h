/*
 * The mean of every column in one pass over the rows, by sums of differences from the first row: no digits are lost where
 * a mean is large against the spread, and a constant column's mean is its entry. What column_moments would find, at
 * a third of the time.
 */
#ifndef ATHANOR_ROWWISE_COLUMN_MEANS_H
#define ATHANOR_ROWWISE_COLUMN_MEANS_H

#include <vector>

#include "row_pass.h"

namespace athanor::rowwise {

/*
 * Collective; the same bits on every rank. Throws ATHANOR_NOT_FINITE on every rank.
 * Cost: 2 rows cols flops; a second pass where differences leave the range of a double. Memory: 3 cols doubles a rank.
 */
std::vector<double> column_means(Session &session, RowSource &source, Stage stage);

} // namespace athanor::rowwise

#endif
