/* Rows picked out of a distributed matrix: by number, at random, or because they are far from something. */
#ifndef ATHANOR_ROWWISE_CHOSEN_ROWS_H
#define ATHANOR_ROWWISE_CHOSEN_ROWS_H

#include <vector>

#include "group.h"
#include "row_source.h"

namespace athanor::rowwise {

/* Collective: the values of each rank's `own` rows (counted within the rank), in rank order, on every rank. */
std::vector<double> values_of(const Group &group, RowSource &source, const std::vector<int64_t> &own);

/* Of row numbers of the whole matrix, those that are this rank's, counted within it. */
std::vector<int64_t> own_of(const RowSource &source, const std::vector<int64_t> &rows);

/* `count` different numbers below `rows`, ascending, each set as likely as any. O(count log count). */
std::vector<int64_t> draw_rows(int64_t rows, int64_t count, int64_t seed);

/*
 * Collective: the numbers of the up to `count` rows with the largest positive distances, descending, of equals the
 * first; the same on every rank. distances: one for each of this rank's rows.
 */
std::vector<int64_t> farthest_rows(const Group &group, const RowSource &source, const std::vector<double> &distances,
                                   int64_t count);

} // namespace athanor::rowwise

#endif
