#include "inspection.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernel.h"

namespace athanor {
namespace {

/* Products of four entries occur (squares of entries of A'A), summed over rows and columns. */
constexpr double kSafeLow = 1e-120;
constexpr double kSafeHigh = 1e120;

struct Extremes {
  int64_t bad_row = std::numeric_limits<int64_t>::max();
  int64_t bad_col = -1;
  double value = 0; /* the offending entry */
  double largest = 0;
};

/* Takes note of an entry that is not finite if its row comes before any found so far. */
void note(Extremes &found, int64_t row, int64_t col, double value) {
  if (row >= found.bad_row) return;
  found.bad_row = row;
  found.bad_col = col;
  found.value = value;
}

/* The first entry of this rank that is not finite, and the largest magnitude of the others. */
Extremes scan(RowSource &source) {
  Extremes found;
  for (int64_t row = 0; row < source.rows(); ++row) {
    const Block block = source.read(row, 1, 0, source.cols());
    for (int64_t col = 0; col < source.cols(); ++col) {
      const double value = block.data[col];
      if (std::isfinite(value))
        found.largest = std::max(found.largest, std::fabs(value));
      else
        note(found, source.number_of(row), col, value);
    }
  }
  return found;
}

[[noreturn]] void fail_not_finite(const Group &group, const std::string &input, const Extremes &found,
                                  int64_t first_bad_row) {
  const bool mine = found.bad_row == first_bad_row;
  const int64_t col = group.smallest(mine ? found.bad_col : std::numeric_limits<int64_t>::max());
  const bool is_nan = group.any(mine && std::isnan(found.value));
  const std::string where = "row " + std::to_string(first_bad_row) + ", column " + std::to_string(col);
  throw Error("ATHANOR_NOT_FINITE",
              "input " + input + " has " + std::string(is_nan ? "NaN" : "an infinity") + " at " + where +
                  " (counted from 0); every entry must be a finite number. Replace or drop such rows and upload again",
              "{\"input\":\"" + input + "\",\"row\":" + std::to_string(first_bad_row) + ",\"column\":" +
                  std::to_string(col) + "}");
}

/* The largest magnitude of this rank's entries, or ATHANOR_NOT_FINITE on every rank. */
double largest_finite(const Group &group, RowSource &source) {
  const Extremes found = scan(source);
  const int64_t first_bad_row = group.smallest(found.bad_row);
  if (first_bad_row != std::numeric_limits<int64_t>::max())
    fail_not_finite(group, source.name(), found, first_bad_row);
  return found.largest;
}

} // namespace

void refuse_not_finite(const Group &group, RowSource &source) { largest_finite(group, source); }

void Inspection::see(const Block &block, int64_t rows, int64_t cols) {
  for (int64_t i = 0; i < rows; ++i) sum_squares_ += kernel().sum_squares(block.data + i * block.stride, cols);
}

void Inspection::conclude(Session &session, RowSource &source) {
  pending_ = false;
  session.group.sum(&sum_squares_, 1);
  if (sum_squares_ >= kSafeLow && sum_squares_ <= kSafeHigh) return;
  const double largest = session.group.largest(largest_finite(session.group, source));
  if (largest == 0 || source.scale() != 1) return;
  /* 2^1022 is the largest power of two whose reciprocal is normal as well. */
  throw Rescale{std::ldexp(1.0, std::clamp(-std::ilogb(largest), -1022, 1022))};
}

void Inspection::require_finite(Session &session, RowSource &source) {
  pending_ = false;
  session.group.sum(&sum_squares_, 1);
  if (!std::isfinite(sum_squares_)) refuse_not_finite(session.group, source);
}

} // namespace athanor
