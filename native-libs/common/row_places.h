/* Which row of the matrix each stored row is: rows with positions may be stored in any order. */
#ifndef ATHANOR_COMMON_ROW_PLACES_H
#define ATHANOR_COMMON_ROW_PLACES_H

#include <cstdint>
#include <vector>

#include "group.h"

namespace athanor {

/* The stored rows of all ranks, in rank order: whose each is, and its place in the matrix. */
struct RowPlaces {
  RowRanges ranges;
  std::vector<int64_t> places; /* by positions where the input has them; otherwise 0, 1, 2, ... */

  const int64_t *of(int rank) const { return places.data() + ranges.begin(rank); }
};

/* Collective; 8 bytes for each row of the matrix, on every rank. Labels are names, not places: stored order counts. */
RowPlaces row_places(const Group &group, const athanor_matrix &matrix);

} // namespace athanor

#endif
