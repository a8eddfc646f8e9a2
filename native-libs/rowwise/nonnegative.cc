#include "nonnegative.h"

#include <limits>

#include "json_text.h"

namespace athanor::rowwise {
namespace {

constexpr int64_t kNone = std::numeric_limits<int64_t>::max();

/* The first negative entry of this rank. */
struct Negative {
  int64_t row = kNone;
  int64_t col = kNone;
  double value = 0;
};

void look(const Block &block, int64_t first_row, int64_t rows, int64_t cols, EntrySums &sums, Negative &found) {
  for (int64_t i = 0; i < rows; ++i) {
    const double *row = block.data + i * block.stride;
    double sum = 0;
    bool negative = false;
    for (int64_t j = 0; j < cols; ++j) {
      sum += row[j];
      negative |= row[j] < 0;
    }
    sums.sum += sum;
    if (!negative || found.row != kNone) continue;
    const int64_t col = std::find_if(row, row + cols, [](double value) { return value < 0; }) - row;
    found = {first_row + i, col, row[col]};
  }
}

/* Collective. */
void refuse(const Group &group, const RowSource &source, const Negative &found) {
  const int64_t first = group.smallest(found.row);
  if (first == kNone) return;
  const bool mine = found.row == first;
  const int64_t col = group.smallest(mine ? found.col : kNone);
  const double value = -group.largest(mine ? -found.value / source.scale() : 0);
  const std::string row_text = std::to_string(first), col_text = std::to_string(col);
  throw Error("ATHANOR_INVALID_ARGUMENT",
              "input " + source.name() + " has " + number(value) + " at row " + row_text + ", column " + col_text +
                  " (counted from 0); no entry may be negative. Shift or clip the entries first",
              "{\"input\":\"" + source.name() + "\",\"row\":" + row_text + ",\"column\":" + col_text + "}");
}

EntrySums check_once(Session &session, RowSource &source, Stage stage) {
  Inspection inspection;
  EntrySums sums;
  Negative found;
  const int64_t cols = source.cols();
  row_pass(session, source, RowSource::block_rows(cols), stage, [&](int64_t row, int64_t rows, const Block &block) {
    inspection.see(block, rows, cols);
    look(block, source.first_row() + row, rows, cols, sums, found);
  });
  inspection.conclude(session, source);
  refuse(session.group, source, found);
  session.group.sum(&sums.sum, 1);
  sums.squares = inspection.sum_squares();
  return sums;
}

} // namespace

EntrySums check_nonnegative(Session &session, RowSource &source, Stage stage) {
  try {
    return check_once(session, source, stage);
  } catch (const Rescale &rescale) {
    source.set_scale(rescale.scale);
  }
  return check_once(session, source, {stage.phase, stage.to, stage.to});
}

} // namespace athanor::rowwise
