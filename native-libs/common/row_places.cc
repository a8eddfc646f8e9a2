#include "row_places.h"

#include <numeric>

#include "row_source.h"

namespace athanor {

RowPlaces row_places(const Group &group, const athanor_matrix &matrix) {
  const RowSource source(matrix);
  RowPlaces all{group.ranges_of(source.rows()), {}};
  all.places.resize(static_cast<size_t>(all.ranges.total()));
  std::iota(all.places.begin(), all.places.end(), int64_t{0});
  if (matrix.row_index != ATHANOR_INDEX_POSITIONS) return all;
  std::vector<double> own, gathered(all.places.size());
  for (int64_t row = 0; row < source.rows(); ++row) own.push_back(static_cast<double>(source.index_of(row)));
  group.gather_rows(own.data(), all.ranges, 1, gathered.data());
  all.places.assign(gathered.begin(), gathered.end());
  return all;
}

} // namespace athanor
