#include "same_rows.h"

#include <limits>

namespace athanor::rowwise {

void check_same_rows(const Group &group, const RowSource &a, const RowSource &b) {
  if (!group.any(a.has_indices() || b.has_indices())) return;
  constexpr int64_t kNone = std::numeric_limits<int64_t>::max();
  int64_t differs = kNone;
  for (int64_t row = 0; row < a.rows() && differs == kNone; ++row)
    if (a.index_of(row) != b.index_of(row)) differs = a.first_row() + row;
  differs = group.smallest(differs);
  if (differs == kNone) return;
  const std::string where = std::to_string(differs);
  throw Error("ATHANOR_INVALID_ARGUMENT",
              "stored row " + where + " of " + a.name() + " and of " + b.name() +
                  " have different row indices; both must be stored in the same order of rows. Upload one of them "
                  "again in the other's order",
              "{\"row\":" + where + "}");
}

} // namespace athanor::rowwise
