/*
 * One pass over this rank's rows in blocks, with what every pass owes the host: progress within it, a stop between
 * blocks, an end that all ranks agree on. Blocks are cut by row number, never by where rows are stored.
 */
#ifndef ATHANOR_COMMON_ROW_PASS_H
#define ATHANOR_COMMON_ROW_PASS_H

#include <algorithm>

#include "inspection.h"

namespace athanor {

/* A pass as the caller sees it: its phase, and the fractions of the job done before and after it. */
struct Stage {
  const char *phase;
  double from;
  double to;
};

/* Collective. Calls use(row, rows, block) for each block of at most `height` rows, `row` counted within this rank. */
template <class Use>
void row_pass(Session &session, RowSource &source, int64_t height, Stage stage, const Use &use) {
  const PhaseTimer timer(session, stage.phase);
  session.progress(stage.phase, stage.from, -1);
  for (int64_t row = 0; row < source.rows() && !session.stop_requested(); row += height) {
    const int64_t rows = std::min(height, source.rows() - row);
    use(row, rows, source.read(row, rows, 0, source.cols()));
    const double done = static_cast<double>(row + rows) / static_cast<double>(source.rows());
    session.tick(stage.from + (stage.to - stage.from) * done);
  }
  session.end_pass();
  session.progress(stage.phase, stage.to, -1);
}

/* The same for the first pass over an input: throws ATHANOR_NOT_FINITE on every rank if an entry is not finite. */
template <class Use>
void checked_row_pass(Session &session, RowSource &source, int64_t height, Stage stage, const Use &use) {
  Inspection inspection;
  row_pass(session, source, height, stage, [&](int64_t row, int64_t rows, const Block &block) {
    inspection.see(block, rows, source.cols());
    use(row, rows, block);
  });
  inspection.require_finite(session, source);
}

} // namespace athanor

#endif
