#include "same_rows.h"

#include <limits>

namespace athanor::rowwise {
namespace {

constexpr int64_t kNone = std::numeric_limits<int64_t>::max();

/* The first row of all ranks whose indices differ, or kNone. */
int64_t first_difference(const Group &group, const RowSource &a, const RowSource &b) {
  int64_t differs = kNone;
  for (int64_t row = 0; row < a.rows() && differs == kNone; ++row)
    if (a.index_of(row) != b.index_of(row)) differs = a.first_row() + row;
  return group.smallest(differs);
}

} // namespace

void check_same_rows(const Group &group, const athanor_matrix &a, const athanor_matrix &b) {
  if (a.rows != b.rows)
    throw Error("ATHANOR_INVALID_ARGUMENT", "input " + std::string(b.name) + " has " + std::to_string(b.rows) +
                                                " stored rows, and " + a.name + " has " + std::to_string(a.rows) +
                                                "; both need the same rows");
  const RowSource left(a), right(b);
  if (!group.any(left.has_indices() || right.has_indices())) return;
  const int64_t differs = first_difference(group, left, right);
  if (differs == kNone) return;
  const std::string where = std::to_string(differs);
  throw Error("ATHANOR_INVALID_ARGUMENT",
              "stored row " + where + " of " + a.name + " and of " + b.name +
                  " have different row indices; both must be stored in the same order of rows. Upload one of them "
                  "again in the other's order",
              "{\"row\":" + where + "}");
}

} // namespace athanor::rowwise
